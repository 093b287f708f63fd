/** JSON on several lines, as a person reads it; what is no whole JSON, a clipped answer or a page, stays as it came. */
export function readable(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}
