import type { Change } from '../../../core/declare/change-detector.ts'
import { moved } from '../../../core/parse/gallery.ts'
import { photoMoves } from '../gallery.ts'
import type { ContentRow } from '../tables.ts'

/** The same photos in another order behind the main one. */
export const photoOrderChanged = (was: ContentRow, is: ContentRow): readonly Change[] =>
  moved('CONTENT_PHOTO_ORDER_CHANGED', 'photos', photoMoves(was, is).order)
