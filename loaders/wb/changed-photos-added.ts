import { moved } from '../core/gallery.ts'
import type { Change } from '../core/watch.ts'
import type { ContentRow } from './content-tables.ts'
import { photoMoves } from './gallery.ts'

/** Photos that came, the new main one apart. */
export const photosAdded = (was: ContentRow, is: ContentRow): readonly Change[] =>
  moved('CONTENT_PHOTO_ADDED', 'photos', photoMoves(was, is).added)
