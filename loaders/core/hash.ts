import { createHash } from 'node:crypto'

/** Hex MD5 of a text: a fingerprint for noticing a change, nothing secret. */
export const md5 = (value: string): string => createHash('md5').update(value).digest('hex')
