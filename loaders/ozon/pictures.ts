import type { PictureHosts } from '../core/declare/pictures.ts'

/** `ir.ozone.ru` and, before August 2026, `cdn1.ozone.ru` (ozon.md, event hashes). The small version is not documented: where there is none, the picture itself is taken. */
export const pictures: PictureHosts = {
  domains: ['ozone.ru'],
  small: path => path.replace(/^(\/s3\/[^/]+)\/([^/]+)$/, '$1/wc250/$2'),
}
