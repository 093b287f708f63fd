import { MAX_DEPTH } from '../response-limits.ts'

/** A number with so many digits may exceed 2^53. */
const LONG = 16
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
  const long = longNumbers(body)
  if (long.length === 0) return JSON.parse(textOf(body, of))
  try {
    return JSON.parse(textOf(quoted(body, long), of))
  } catch {
    // Digits within a string were taken for a number: the quotes around them always break the syntax. The reviver is slow, but sees numbers only.
    return JSON.parse(textOf(body, of), exact)
  }
}

function textOf(body: Buffer, of: 'whole' | 'items'): string {
  const all = body.toString('utf8')
  const bare = all.charCodeAt(0) === 0xfeff ? all.slice(1) : all
  return of === 'items' ? `[${bare}]` : bare
}

const isLossy = (digits: string): boolean => LONG_TEXT.test(digits) && !Number.isSafeInteger(Number(digits))

/** The types of `JSON.parse` lack its third argument. */
const exact = (_key: string, value: unknown, context?: { readonly source?: string }): unknown => {
  const source = context?.source
  return source !== undefined && typeof value === 'number' && isLossy(source) ? source : value
}

/** Offsets of a number in the body. */
interface Place {
  readonly from: number
  readonly to: number
}

/** Puts these numbers in quotes. */
function quoted(body: Buffer, places: readonly Place[]): Buffer {
  const quote = Buffer.from('"')
  const pieces: Buffer[] = []
  let end = 0
  for (const { from, to } of places) {
    pieces.push(body.subarray(end, from), quote, body.subarray(from, to), quote)
    end = to
  }
  return Buffer.concat([...pieces, body.subarray(end)])
}

const isDigit = (byte = 0): boolean => byte >= 0x30 && byte <= 0x39
const [ZERO, MINUS] = Buffer.from('0-') as unknown as [number, number]
const BLANKS: ReadonlySet<number | undefined> = new Set(Buffer.from(' \t\r\n'))
/** Bytes next to a number, whitespace aside; undefined is the start or the end. */
const BEFORE: ReadonlySet<number | undefined> = new Set([undefined, ...Buffer.from(':,[')])
const BEHIND: ReadonlySet<number | undefined> = new Set([undefined, ...Buffer.from('],}')])

/** Numbers that exceed 2^53, and digits inside strings that look like one. A run of LONG digits covers a multiple of LONG, so only those bytes are checked. */
function longNumbers(body: Buffer): readonly Place[] {
  const found: Place[] = []
  for (let at = 0; at < body.length; at += LONG) {
    if (!isDigit(body[at])) continue
    let from = at
    while (isDigit(body[from - 1])) from -= 1
    while (isDigit(body[at + 1])) at += 1
    if (at - from + 1 < LONG || body[from] === ZERO) continue
    if (body[from - 1] === MINUS) from -= 1
    const to = at + 1
    if (stands(body, from, to) && isLossy(body.toString('latin1', from, to))) found.push({ from, to })
  }
  return found
}

function stands(body: Buffer, from: number, to: number): boolean {
  let before = from - 1
  while (BLANKS.has(body[before])) before -= 1
  let behind = to
  while (BLANKS.has(body[behind])) behind += 1
  return BEFORE.has(body[before]) && BEHIND.has(body[behind])
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
