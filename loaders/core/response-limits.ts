const MB = 1 << 20

/**
 * Size limits of responses by kind, bytes, with room above the largest that is known. A larger one is rejected as `shape`, with its beginning captured, before it
 * fills the memory or the disk.
 */
export const MAX_BYTES = {
  /** Of JSON that is parsed whole, and takes eight times as much memory: statistics of 50 campaigns of 60 cards over 31 days (wildberries.md 6) are 93,000 lines of 500 bytes, 46 MB. */
  whole: 96 * MB,
  /** Of a list that is parsed in pieces and lies on disk: 80,000 changed orders of 850 bytes (wildberries.md 3) are 68 MB, 25,000 finance lines of 2.3 KB 57 MB, and as many as the method has (100,000) 230 MB. */
  chunked: 256 * MB,
  /** Of a file as it comes: 62 days of 2,000 advertised products are 124,000 lines of 250 bytes, 31 MB without a zip. */
  file: 96 * MB,
  /** Of all that a ZIP holds: 31 days of a funnel of 20,000 products are 620,000 lines of 100 bytes, 62 MB. */
  unpacked: 192 * MB,
  /** Of a refusal: the words stand at its beginning, and the rest is left. */
  refusal: MB,
} as const

/** The deepest list within lists: answers have eight at most, and what is written down goes through functions that call themselves. */
export const MAX_DEPTH = 64

/** Answers of one method to one slice. */
export const MAX_RESPONSES = {
  /** A seller of 3,000 orders a day has 900 pages of 100 in a month. */
  most: 10_000,
  /** Of lists that are parsed in pieces: 25,000 lines a page are five million. */
  long: 200,
  /** One behind the other without an item in them: a cursor may lead over a few that a filter has emptied. */
  empty: 100,
} as const

/** While an answer comes: so many bytes at least in the time for which a silent host is waited for, and in so many of those times all of it. */
export const MIN_PACE = { bytes: 1_024, times: 10 } as const

/** A response, or its content, beyond its size limit. `head` is its beginning. */
export class TooLarge extends Error {
  head: Buffer = Buffer.alloc(0)
  constructor(most: number) {
    super(`more than ${most / MB} MB`)
    this.name = 'TooLarge'
  }
}
