const MB = 1 << 20

/**
 * Size limits of responses by kind, bytes, with room above the largest known one. A larger response is rejected as `shape`, with its beginning captured,
 * before it fills the memory or the disk.
 */
export const MAX_BYTES = {
  /**
   * JSON parsed whole, which takes eight times as much memory: statistics of 50 campaigns of 60 cards over 31 days (wildberries.md 6) are 93,000 lines of 500
   * bytes, 46 MB.
   */
  whole: 96 * MB,
  /**
   * A list parsed in chunks from disk: 80,000 changed orders of 850 bytes (wildberries.md 3) are 68 MB, 25,000 finance lines of 2.3 KB 57 MB, and the
   * method's maximum (100,000) 230 MB.
   */
  chunked: 256 * MB,
  /** A file as received: 62 days of 2,000 advertised products are 124,000 lines of 250 bytes, 31 MB uncompressed. */
  file: 96 * MB,
  /** The decompressed content of a ZIP: 31 days of a funnel of 20,000 products are 620,000 lines of 100 bytes, 62 MB. */
  unpacked: 192 * MB,
  /** An error response: its message is at the beginning, and the rest is ignored. */
  refusal: MB,
} as const

/**
 * A sheet of a workbook. Rows are those that the format allows; texts in characters, which are held while the file is read: 31 days of 1,000 products in 20
 * warehouses are 620,000 rows with some thousand different texts.
 */
export const MAX_SHEET = {
  rows: 1_048_576,
  columns: 512,
  cell: 32_767,
  text: 16 * MB,
} as const

/** Maximum JSON nesting: responses have eight levels at most, and stored values pass through recursive functions. */
export const MAX_DEPTH = 64

/** Responses of one method to one slice. */
export const MAX_RESPONSES = {
  /** A seller with 3,000 orders a day has 900 pages of 100 in a month. */
  most: 10_000,
  /** Of lists parsed in chunks: 25,000 lines a page are five million. */
  long: 200,
  /** Consecutive responses without an item: a cursor may pass a few that a filter has emptied. */
  empty: 100,
} as const

/** Minimum speed of a response: so many bytes per read timeout, and the whole response within so many timeouts. */
export const MIN_PACE = { bytes: 1_024, times: 10 } as const

/** A response, or its content, beyond its size limit. `head` is its beginning. */
export class TooLarge extends Error {
  head: Buffer = Buffer.alloc(0)
  constructor(most: number) {
    super(`more than ${most / MB} MB`)
    this.name = 'TooLarge'
  }
}
