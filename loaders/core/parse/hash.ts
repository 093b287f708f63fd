import { createHash } from 'node:crypto'
import { imagePath } from './gallery.ts'

/** Hex MD5 of a text: a fingerprint for change detection, not for security. */
export const md5 = (value: string): string => createHash('md5').update(value).digest('hex')

/** Hash of the images in their order; another order is a change. */
export const galleryHash = (urls: readonly string[]): string => md5(urls.map(imagePath).join('|'))
