import type { Change } from '../../../core/declare/change-detector.ts'
import { moved } from '../../../core/parse/gallery.ts'
import { photoMoves } from '../gallery.ts'
import type { ContentRow } from '../tables.ts'

/** Photos that came, the new main one apart. */
export const photosAdded = (was: ContentRow, is: ContentRow): readonly Change[] =>
  moved('CONTENT_PHOTO_ADDED', 'photos', photoMoves(was, is).added)
