import type { Difference } from '../declare/change-detector.ts'

/** A path segment with the size of the image (Ozon `wc1000`, Wildberries `c516x688`), irrelevant to its identity. */
const SIZE = /\/(?:(?:wc?|c)\d+(?:x\d+)?|big|square|tm)(?=\/)/g

/** The path of an image without host and query: the CDN's host changes while the image stays (ozon.md 5 step 11). */
export const imagePath = (url: string): string =>
  URL.canParse(url) ? new URL(url).pathname : url.replace(/[?#].*/s, '')

/** The identity of an image: its address without host, query, size and format. */
export const pictureOf = (url: string): string =>
  imagePath(url)
    .replace(SIZE, '')
    .replace(/\.\w+$/, '')

/** The photos of a product as stored; `photos` is null in rows of versions that did not store them. */
export interface Gallery {
  readonly photos: readonly string[] | null
  readonly main: string | null
  readonly count: number
  readonly hash: string
}

const sameList = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((url, at) => isSame(url, other[at]))
const isSame = (one: string | null | undefined, other: string | null | undefined): boolean =>
  pictureOf(one ?? '') === pictureOf(other ?? '')

/** Whether both show the same pictures in the same order. */
export const isSameGallery = (was: Gallery, is: Gallery): boolean =>
  was.photos && is.photos ? sameList(was.photos, is.photos) : was.hash === is.hash
export const isSameMain = (was: Gallery, is: Gallery): boolean => isSame(was.main, is.main)

/** A gallery before and after; null if it was not known. */
export interface Move {
  readonly before: readonly string[] | null
  readonly after: readonly string[]
}
export interface Moves {
  readonly main: Move | null
  readonly removed: Move | null
  readonly added: Move | null
  readonly order: Move | null
}
const NONE: Moves = { main: null, removed: null, added: null, order: null }

/**
 * Splits a gallery change into single steps, each starting where the previous one ended: another main photo, photos removed, photos added, another order. A
 * photo that became or ceased to be the main one is reported only as that.
 */
export function movesOf(was: Gallery, is: Gallery): Moves {
  const now = is.photos ?? []
  if (isSameGallery(was, is)) return NONE
  if (was.photos === null) return { ...NONE, [likeliest(was, is)]: { before: null, after: now } }
  const served = new Map(now.map(url => [pictureOf(url), url]))
  let at = was.photos.map(url => served.get(pictureOf(url)) ?? url)
  let before = was.photos
  const step = (after: readonly string[]): Move | null => {
    if (sameList(at, after)) return null
    const move = { before, after }
    at = [...after]
    before = after
    return move
  }
  return {
    main: step(withMainOf(now, at)),
    removed: step(at.filter(url => served.has(pictureOf(url)))),
    added: step(withNewOf(now, at)),
    order: step(now),
  }
}

function withMainOf(now: readonly string[], at: readonly string[]): readonly string[] {
  const [old] = at
  const [main] = now
  if (old === undefined || main === undefined || isSame(old, main)) return at
  const next = [main, ...at.slice(1).filter(url => !isSame(url, main))]
  const place = now.findIndex(url => isSame(url, old))
  return place > 0 ? next.toSpliced(place, 0, old) : next
}

function withNewOf(now: readonly string[], at: readonly string[]): readonly string[] {
  const known = new Set(at.map(pictureOf))
  let next = [...at]
  for (const [place, url] of now.entries())
    if (!known.has(pictureOf(url))) next = next.toSpliced(place, 0, url)
  return next
}

/** The kind of change, where only the hash of the old gallery is known. */
function likeliest(was: Gallery, is: Gallery): keyof Moves {
  if (was.count > 0 && is.count > 0 && !isSameMain(was, is)) return 'main'
  if (is.count > was.count) return 'added'
  return is.count < was.count ? 'removed' : 'order'
}

/** Addresses as an event stores them. */
export const listed = (photos: readonly string[] | null): string | null =>
  photos === null ? null : JSON.stringify(photos)

/** One gallery change as an event. */
export const moved = (field: string, move: Move | null): readonly Difference[] =>
  move ? [{ field, before: listed(move.before), after: listed(move.after) }] : []
