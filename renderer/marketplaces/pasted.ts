import type { Fault } from './declare.ts'

/** How long a secret may be at most: what the contract takes. */
export const LONGEST_SECRET = 4096

/** A pasted text without what comes along from a web page: spaces, line ends, invisible signs, quotes around it. */
export const bare = (text: string): string =>
  text.replace(/[\s\u200b-\u200f\u2060\ufeff]/g, '').replace(/^["'«“](.*)["'»”]$/, '$1')

/** The fault of a text that is longer than it may be. */
export const tooLong = (count: number): Fault => ({ key: 'keys.invalid.long', count })
