import type { Detector } from '../../../core/declare/change-detector.ts'
import { moved } from '../../../core/parse/gallery.ts'
import { photoMoves } from '../gallery.ts'
import type { ContentRow } from '../tables.ts'

/** Another main photo. */
export const mainPhotoChanged: Detector<ContentRow> = {
  type: 'CONTENT_MAIN_PHOTO_CHANGED',
  kind: 'photos',
  news: true,
  compare: (was, is) => moved('main_photo', photoMoves(was, is).main),
}
