import type { Detector } from '../../../core/declare/change-detector.ts'
import { moved } from '../../../core/parse/gallery.ts'
import { photoMoves } from '../gallery.ts'
import type { ContentRow } from '../tables.ts'

/** Another order of the photos behind the main one. */
export const photoOrderChanged: Detector<ContentRow> = {
  type: 'CONTENT_PHOTO_ORDER_CHANGED',
  kind: 'photos',
  news: true,
  compare: (was, is) => moved('photos', photoMoves(was, is).order),
}
