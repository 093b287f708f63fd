import { moved } from '../core/gallery.ts'
import type { Change } from '../core/watch.ts'
import type { ContentRow } from './content-tables.ts'
import { photoMoves } from './gallery.ts'

/** The same photos in another order behind the main one. */
export const photoOrderChanged = (was: ContentRow, is: ContentRow): readonly Change[] =>
  moved('CONTENT_PHOTO_ORDER_CHANGED', 'photos', photoMoves(was, is).order)
