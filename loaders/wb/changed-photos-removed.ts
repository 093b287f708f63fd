import { moved } from '../core/gallery.ts'
import type { Change } from '../core/watch.ts'
import type { ContentRow } from './content-tables.ts'
import { photoMoves } from './gallery.ts'

/** Photos that went, the former main one apart. */
export const photosRemoved = (was: ContentRow, is: ContentRow): readonly Change[] =>
  moved('CONTENT_PHOTO_REMOVED', 'photos', photoMoves(was, is).removed)
