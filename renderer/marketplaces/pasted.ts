import type { Fault } from './declare.ts'

/** Maximum length of a secret in the contract. */
export const LONGEST_SECRET = 4096

/** A pasted text without extra characters of a web page: spaces, line breaks, invisible characters, quotes around it. */
export const bare = (text: string): string =>
  text.replace(/[\s\u200b-\u200f\u2060\ufeff]/g, '').replace(/^["'«“](.*)["'»”]$/, '$1')

/** The error of a text that is too long. */
export const tooLong = (count: number): Fault => ({ key: 'keys.invalid.long', count })
