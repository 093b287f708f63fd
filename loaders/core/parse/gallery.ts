import type { Difference } from '../declare/change-detector.ts'

/** A path segment that says how large a picture is served (Ozon `wc1000`, Wildberries `c516x688`), nothing of which picture it is. */
const SIZE = /\/(?:(?:wc?|c)\d+(?:x\d+)?|big|square|tm)(?=\/)/g

/** The path of an image without host and query: the CDN's host changes over time, and the picture does not (ozon.md 5 step 11). */
export const imagePath = (url: string): string =>
  URL.canParse(url) ? new URL(url).pathname : url.replace(/[?#].*/s, '')

/** What stays of an address however the picture is served: neither host nor query, size or format. */
export const pictureOf = (url: string): string =>
  imagePath(url)
    .replace(SIZE, '')
    .replace(/\.\w+$/, '')

/** The photos of a product as a baseline keeps them; `photos` is null in rows from before they were kept. */
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

/** A gallery before and after; null where it was never known. */
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
 * What was done to a gallery, one thing at a time, each beginning where the one before it ended: another main photo, photos that went, that came, another order.
 * A photo that became or was the main one is told of by that alone.
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

/** Of a gallery that was known by its fingerprint alone. */
function likeliest(was: Gallery, is: Gallery): keyof Moves {
  if (was.count > 0 && is.count > 0 && !isSameMain(was, is)) return 'main'
  if (is.count > was.count) return 'added'
  return is.count < was.count ? 'removed' : 'order'
}

/** Addresses as an event keeps them. */
export const listed = (photos: readonly string[] | null): string | null =>
  photos === null ? null : JSON.stringify(photos)

/** The move of a gallery as an event of its own. */
export const moved = (field: string, move: Move | null): readonly Difference[] =>
  move ? [{ field, before: listed(move.before), after: listed(move.after) }] : []
