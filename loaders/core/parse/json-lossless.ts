import { MAX_DEPTH } from '../response-limits.ts'

/** A number with so many digits may lie beyond 2^53. */
const LONG = 16
const LONG_DIGITS = /-?[1-9]\d{15,}/g
const BLANKS = ' \t\r\n'
const LONG_TEXT = /^-?\d{16,}$/

/** JSON whose lists and objects stand in each other deeper than any answer's. */
export class TooDeep extends Error {
  constructor() {
    super(`nested more than ${MAX_DEPTH} deep`)
    this.name = 'TooDeep'
  }
}

/**
 * JSON without loss: a whole number beyond 2^53 comes as the string of its digits, everything else as from JSON.parse (wildberries.md 1.8).
 * `items` are those of a list without its brackets. Throws SyntaxError on what is no JSON, TooDeep.
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
    // Digits within a string were taken for a number: the quotes around them always break the syntax. The slow way reads numbers only.
    return JSON.parse(text, exact)
  }
}

const isLossy = (digits: string): boolean => LONG_TEXT.test(digits) && !Number.isSafeInteger(Number(digits))

/** A pattern of digits alone is found several times faster than one that begins with what may stand around a number, so that is looked at here. */
function quoted(digits: string, at: number, text: string): string {
  let before = at - 1
  while (before >= 0 && BLANKS.includes(text[before] as string)) before -= 1
  let after = at + digits.length
  while (after < text.length && BLANKS.includes(text[after] as string)) after += 1
  const stands = (place: number, signs: string) => text[place] === undefined || signs.includes(text[place])
  return stands(before, ':,[') && stands(after, '],}') && isLossy(digits) ? `"${digits}"` : digits
}

/** The third argument is younger than the types of `JSON.parse`. */
const exact = (_key: string, value: unknown, context?: { readonly source?: string }): unknown => {
  const source = context?.source
  return source !== undefined && typeof value === 'number' && isLossy(source) ? source : value
}

const isDigit = (byte = 0): boolean => byte >= 0x30 && byte <= 0x39

/** What may stand before a number: the start, a blank, a comma, a colon, a bracket, a minus. */
const BEFORE: ReadonlySet<number | undefined> = new Set([undefined, ...Buffer.from(' \t\r\n,:[-')])

/** Whether a long number may be in there: such a run of digits covers a multiple of its length, so only those bytes are looked at. */
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

/** Whether so few brackets open that they cannot stand deep in each other, as in most pieces: the search for a byte is many times faster than a look at each. */
function opensFew(body: Buffer): boolean {
  let left = MAX_DEPTH
  for (const bracket of [OPEN_LIST, OPEN_OBJECT])
    for (let at = body.indexOf(bracket); at >= 0; at = body.indexOf(bracket, at + 1)) {
      left -= 1
      if (left < 0) return false
    }
  return true
}

/** Whether its brackets stand deeper in each other than `DEPTH`; those within texts are none. Most bytes are compared once or twice. */
function isDeep(body: Buffer): boolean {
  if (opensFew(body)) return false
  const { length } = body
  let depth = 0
  for (let at = 0; at < length; at += 1) {
    const byte = body[at] as number
    if (byte === QUOTE) at = endOfText(body, at + 1)
    // Brackets stand behind digits, signs and capitals.
    else if (byte < OPEN_LIST) continue
    else if (byte === OPEN_LIST || byte === OPEN_OBJECT) {
      depth += 1
      if (depth > MAX_DEPTH) return true
    } else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) depth -= 1
  }
  return false
}

/** Where the quote stands that ends a text. */
function endOfText(body: Buffer, from: number): number {
  let at = from
  for (; at < body.length; at += 1) {
    const byte = body[at]
    if (byte === QUOTE) return at
    if (byte === BACKSLASH) at += 1
  }
  return at
}
