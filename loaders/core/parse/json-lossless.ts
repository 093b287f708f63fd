import { MAX_DEPTH } from '../response-limits.ts'

/** A number with so many digits may exceed 2^53. */
const LONG = 16
const LONG_DIGITS = /-?[1-9]\d{15,}/g
const BLANKS = ' \t\r\n'
const LONG_TEXT = /^-?\d{16,}$/

/** JSON nested deeper than any response. */
export class TooDeep extends Error {
  constructor() {
    super(`nested more than ${MAX_DEPTH} deep`)
    this.name = 'TooDeep'
  }
}

/**
 * Lossless JSON: an integer beyond 2^53 becomes the string of its digits, everything else is as from JSON.parse (wildberries.md 1.8). `items` parses list
 * items without their brackets. Throws SyntaxError and TooDeep.
 */
export function parseJson(body: Buffer, of: 'whole' | 'items' = 'whole'): unknown {
  if (isDeep(body)) throw new TooDeep()
  const all = body.toString('utf8')
  const bare = all.charCodeAt(0) === 0xfeff ? all.slice(1) : all
  const text = of === 'items' ? `[${bare}]` : bare
  if (!hasLong(body)) return JSON.parse(text)
  try {
    return JSON.parse(text.replace(LONG_DIGITS, quoted))
  } catch {
    // Digits within a string were taken for a number: the quotes around them always break the syntax. The slow path only looks at real numbers.
    return JSON.parse(text, exact)
  }
}

const isLossy = (digits: string): boolean => LONG_TEXT.test(digits) && !Number.isSafeInteger(Number(digits))

/** A regular expression of digits only is several times faster than one with delimiters, so delimiters are checked here. */
function quoted(digits: string, at: number, text: string): string {
  let before = at - 1
  while (before >= 0 && BLANKS.includes(text[before] as string)) before -= 1
  let after = at + digits.length
  while (after < text.length && BLANKS.includes(text[after] as string)) after += 1
  const stands = (place: number, signs: string) => text[place] === undefined || signs.includes(text[place])
  return stands(before, ':,[') && stands(after, '],}') && isLossy(digits) ? `"${digits}"` : digits
}

/** The types of `JSON.parse` lack its third argument. */
const exact = (_key: string, value: unknown, context?: { readonly source?: string }): unknown => {
  const source = context?.source
  return source !== undefined && typeof value === 'number' && isLossy(source) ? source : value
}

const isDigit = (byte = 0): boolean => byte >= 0x30 && byte <= 0x39

/** Bytes that may precede a number: start, whitespace, comma, colon, bracket, minus. */
const BEFORE: ReadonlySet<number | undefined> = new Set([undefined, ...Buffer.from(' \t\r\n,:[-')])

/** Whether the body may contain a long number. Such a run of digits covers a multiple of its length, so only those bytes are checked. */
function hasLong(body: Buffer): boolean {
  for (let at = 0; at < body.length; at += LONG) {
    if (!isDigit(body[at])) continue
    let from = at
    while (isDigit(body[from - 1])) from -= 1
    while (isDigit(body[at + 1])) at += 1
    if (at - from + 1 >= LONG && BEFORE.has(body[from - 1])) return true
  }
  return false
}

type Byte = number
const [QUOTE, BACKSLASH, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = Buffer.from(
  '"\\[]{}',
) as unknown as [Byte, Byte, Byte, Byte, Byte, Byte]

/** Whether there are too few opening brackets to nest deeply, as in most chunks: `indexOf` is many times faster than looking at each byte. */
function opensFew(body: Buffer): boolean {
  let left = MAX_DEPTH
  for (const bracket of [OPEN_LIST, OPEN_OBJECT])
    for (let at = body.indexOf(bracket); at >= 0; at = body.indexOf(bracket, at + 1)) {
      left -= 1
      if (left < 0) return false
    }
  return true
}

/** Whether brackets outside of strings nest deeper than `DEPTH`. Most bytes are compared once or twice. */
function isDeep(body: Buffer): boolean {
  if (opensFew(body)) return false
  const { length } = body
  let depth = 0
  for (let at = 0; at < length; at += 1) {
    const byte = body[at] as number
    if (byte === QUOTE) at = endOfText(body, at + 1)
    // Brackets sort behind digits, punctuation and capitals.
    else if (byte < OPEN_LIST) continue
    else if (byte === OPEN_LIST || byte === OPEN_OBJECT) {
      depth += 1
      if (depth > MAX_DEPTH) return true
    } else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) depth -= 1
  }
  return false
}

/** Offset of the closing quote of a string. */
function endOfText(body: Buffer, from: number): number {
  let at = from
  for (; at < body.length; at += 1) {
    const byte = body[at]
    if (byte === QUOTE) return at
    if (byte === BACKSLASH) at += 1
  }
  return at
}
