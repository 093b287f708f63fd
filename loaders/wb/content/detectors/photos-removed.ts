import type { Change } from '../../../core/declare/change-detector.ts'
import { moved } from '../../../core/parse/gallery.ts'
import { photoMoves } from '../gallery.ts'
import type { ContentRow } from '../tables.ts'

/** Photos that went, the former main one apart. */
export const photosRemoved = (was: ContentRow, is: ContentRow): readonly Change[] =>
  moved('CONTENT_PHOTO_REMOVED', 'photos', photoMoves(was, is).removed)
