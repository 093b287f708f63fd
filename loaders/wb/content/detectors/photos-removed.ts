import type { Detector } from '../../../core/declare/change-detector.ts'
import { moved } from '../../../core/parse/gallery.ts'
import { photoMoves } from '../gallery.ts'
import type { ContentRow } from '../tables.ts'

/** Removed photos, except the former main one. */
export const photosRemoved: Detector<ContentRow> = {
  type: 'CONTENT_PHOTO_REMOVED',
  kind: 'photos',
  news: true,
  compare: (was, is) => moved('photos', photoMoves(was, is).removed),
}
