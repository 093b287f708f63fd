import type { Detector } from '../../../core/declare/change-detector.ts'
import type { Gallery } from '../../../core/parse/gallery.ts'
import { isSameGallery, isSameMain, listed } from '../../../core/parse/gallery.ts'
import type { ContentRow } from '../step.ts'

const galleryOf = (row: ContentRow): Gallery => ({
  photos: row.photos as readonly string[] | null,
  main: row.main_image_url,
  count: row.images_count,
  hash: row.images_hash,
})

/** A changed gallery. Both values hold the whole gallery and a change is one event: of the main photo if that changed, else of the gallery. */
export const photosChanged: Detector<ContentRow> = {
  type: 'OZON_PHOTO_CHANGE',
  kind: 'photos',
  news: true,
  compare(before, now) {
    const was = galleryOf(before)
    const is = galleryOf(now)
    if (isSameGallery(was, is)) return []
    const field = isSameMain(was, is) ? 'gallery' : 'main_image'
    return [{ field, before: listed(was.photos), after: listed(is.photos) }]
  },
}
