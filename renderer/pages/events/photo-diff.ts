import { diffArrays } from 'diff'
import type { ShopEvent } from '#contract/events.ts'

/** A photo at its position, and what happened to it. */
export interface Placed {
  readonly url: string
  /** Its file name: the window loads nothing from the network. */
  readonly file: string
  /** Position from 1. */
  readonly place: number
  readonly mark: 'same' | 'added' | 'removed' | 'moved'
}

/** The photos before and after, each marked; `before` is null if it was unknown. */
export function photoDiff(before: readonly string[] | null, after: readonly string[]) {
  if (before === null) return { before: null, after: after.map(placed(() => 'same')) }
  const was = before.map(pathOf)
  const is = after.map(pathOf)
  const stayed = new Set(
    diffArrays(was, is).flatMap(({ added, removed, value }) => (added || removed ? [] : value)),
  )
  // The new main photo is marked as moved, not the one that it replaced.
  if (is[0] !== undefined && is[0] !== was[0]) stayed.delete(is[0])
  const markOf = (others: readonly string[], alone: Placed['mark']) => (path: string) =>
    stayed.has(path) ? 'same' : others.includes(path) ? 'moved' : alone
  return {
    before: before.map(placed(markOf(is, 'removed'))),
    after: after.map(placed(markOf(was, 'added'))),
  }
}

/** A gallery before and after; null if it was unknown. */
export interface GalleryMove {
  readonly before: readonly string[] | null
  readonly after: readonly string[]
}

/** The total of the photo changes of one card, in their order: Wildberries records single steps. */
export const galleryOf = (changes: readonly Pick<ShopEvent, 'before' | 'after'>[]): GalleryMove => ({
  before: photosOf(changes[0]?.before ?? null),
  after: photosOf(changes.at(-1)?.after ?? null) ?? [],
})

/** Summary of a gallery change: another main photo, how many others were added and removed, and whether the rest was reordered. */
export function photoSummary({ before, after }: GalleryMove) {
  const rows = photoDiff(before, after)
  const was = rows.before ?? []
  const first = (photos: readonly Placed[]) => photos[0] && pathOf(photos[0].url)
  const main = before !== null && first(was) !== first(rows.after)
  const others = (photos: readonly Placed[], mark: Placed['mark']) =>
    photos.filter(photo => photo.mark === mark && !(main && photo.place === 1)).length
  return {
    main,
    added: others(rows.after, 'added'),
    removed: others(was, 'removed'),
    moved: !main && rows.after.some(({ mark }) => mark === 'moved'),
  }
}

const placed =
  (markOf: (path: string) => Placed['mark']) =>
  (url: string, index: number): Placed => {
    const path = pathOf(url)
    return { url, file: path.slice(path.lastIndexOf('/') + 1), place: index + 1, mark: markOf(path) }
  }

/** The path of an image, whichever CDN host serves it. */
const pathOf = (url: string): string => (URL.canParse(url) ? new URL(url).pathname : url)

/** The image addresses in an event; null for an unknown value. */
export function photosOf(value: string | null): readonly string[] | null {
  if (value === null) return null
  const list: unknown = JSON.parse(value)
  return Array.isArray(list) ? list.filter(url => typeof url === 'string') : []
}
