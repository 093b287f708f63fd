import type { Detector } from '../../../core/declare/change-detector.ts'
import { moved } from '../../../core/parse/gallery.ts'
import { photoMoves } from '../gallery.ts'
import type { ContentRow } from '../tables.ts'

/** Added photos, except the new main one. */
export const photosAdded: Detector<ContentRow> = {
  type: 'CONTENT_PHOTO_ADDED',
  kind: 'photos',
  news: true,
  compare: (was, is) => moved('photos', photoMoves(was, is).added),
}
