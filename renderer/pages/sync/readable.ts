const INDENT = '  '

/** JSON formatted on several lines, even if it is truncated; lines before it stay. Other text is returned unchanged. */
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
