import type { Gallery, Moves } from '../../core/parse/gallery.ts'
import { movesOf } from '../../core/parse/gallery.ts'
import type { ContentRow } from './tables.ts'

const galleryOf = (row: ContentRow): Gallery => ({
  photos: row.photos as readonly string[] | null,
  main: row.main_photo_url,
  count: row.photos_count,
  hash: row.photos_hash,
})

/** The changes of a card's photos; each detector reports one part of them. */
export const photoMoves = (was: ContentRow, is: ContentRow): Moves => movesOf(galleryOf(was), galleryOf(is))
