import type { Gallery, Moves } from '../../core/parse/gallery.ts'
import { movesOf } from '../../core/parse/gallery.ts'
import type { ContentRow } from './tables.ts'

const galleryOf = (row: ContentRow): Gallery => ({
  photos: row.photos as readonly string[] | null,
  main: row.main_photo_url,
  count: row.photos_count,
  hash: row.photos_hash,
})

/** What was done to the photos of a card; each detector tells of one part of it. */
export const photoMoves = (was: ContentRow, is: ContentRow): Moves => movesOf(galleryOf(was), galleryOf(is))
