import { createHash } from 'node:crypto'

/** Hex MD5 of a text: a fingerprint for noticing a change, nothing secret. */
export const md5 = (value: string): string => createHash('md5').update(value).digest('hex')

/** The path of an image without host and query: the CDN's host changes over time, and the picture does not (ozon.md 5 step 11). */
const imagePath = (url: string): string =>
  URL.canParse(url) ? new URL(url).pathname : (url.split(/[?#]/)[0] ?? url)

/** A gallery is its pictures in their order; the same ones in another order are a change. */
export const galleryHash = (urls: readonly string[]): string => md5(urls.map(imagePath).join('|'))
