import type { PictureHosts } from '../core/declare/pictures.ts'

/** `basket-NN.wbbasket.ru`; each photo of a card is there in several sizes (wildberries.md 2.1, `photos`). */
export const pictures: PictureHosts = {
  domains: ['wbbasket.ru'],
  small: path => path.replace(/\/images\/[^/]+\/([^/]+)$/, '/images/c246x328/$1'),
}
