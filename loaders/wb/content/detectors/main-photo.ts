import type { Change } from '../../../core/declare/change-detector.ts'
import { moved } from '../../../core/parse/gallery.ts'
import { photoMoves } from '../gallery.ts'
import type { ContentRow } from '../tables.ts'

/** Another photo stands first. */
export const mainPhotoChanged = (was: ContentRow, is: ContentRow): readonly Change[] =>
  moved('CONTENT_MAIN_PHOTO_CHANGED', 'main_photo', photoMoves(was, is).main)
