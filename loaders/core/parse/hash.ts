import { createHash } from 'node:crypto'
import { imagePath } from './gallery.ts'

/** Hex MD5 of a text: a fingerprint for noticing a change, nothing secret. */
export const md5 = (value: string): string => createHash('md5').update(value).digest('hex')

/** A gallery is its pictures in their order; the same ones in another order are a change. */
export const galleryHash = (urls: readonly string[]): string => md5(urls.map(imagePath).join('|'))
