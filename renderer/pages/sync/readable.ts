const INDENT = '  '

/**
 * JSON on several lines, as a person reads it, though it was cut in the middle; lines before it stay. What is no JSON, a page or a table, stays as it came.
 */
export function readable(text: string): string {
  const start = text.search(/^[[{]/m)
  if (start < 0) return text
  let depth = 0
  const line = () => `\n${INDENT.repeat(depth)}`
  const laid = text
    .slice(start)
    .replace(/"(?:[^"\\]|\\.)*"?|[[{]\s*[\]}]|[[{]|[\]}]|,|:|\s+/g, (token: string) => {
      if (token.startsWith('"') || /^[[{]\s*[\]}]$/.test(token)) return token
      if (token === ':') return ': '
      if (token === ',') return `,${line()}`
      if (token === '[' || token === '{') {
        depth += 1
        return token + line()
      }
      if (token === ']' || token === '}') {
        depth = Math.max(0, depth - 1)
        return line() + token
      }
      return ''
    })
  return text.slice(0, start) + laid
}
