import { diffArrays } from 'diff'

/** A photo in its place, and what became of it. */
export interface Placed {
  readonly url: string
  /** The name of its file: the window shows nothing from the network. */
  readonly file: string
  /** From 1. */
  readonly place: number
  readonly mark: 'same' | 'added' | 'removed' | 'moved'
}

/** The photos before and after, each with its mark; `before` is null where it was never known. */
export function photoDiff(before: readonly string[] | null, after: readonly string[]) {
  if (before === null) return { before: null, after: after.map(placed(() => 'same')) }
  const was = before.map(pathOf)
  const is = after.map(pathOf)
  const stayed = new Set(
    diffArrays(was, is).flatMap(({ added, removed, value }) => (added || removed ? [] : value)),
  )
  const markOf = (others: readonly string[], alone: Placed['mark']) => (path: string) =>
    stayed.has(path) ? 'same' : others.includes(path) ? 'moved' : alone
  return {
    before: before.map(placed(markOf(is, 'removed'))),
    after: after.map(placed(markOf(was, 'added'))),
  }
}

const placed =
  (markOf: (path: string) => Placed['mark']) =>
  (url: string, index: number): Placed => {
    const path = pathOf(url)
    return { url, file: path.slice(path.lastIndexOf('/') + 1), place: index + 1, mark: markOf(path) }
  }

/** Where the picture lies, whichever host of the CDN serves it. */
const pathOf = (url: string): string => (URL.canParse(url) ? new URL(url).pathname : url)

/** The addresses that an event keeps, or null for a value that was never known. */
export function photosOf(value: string | null): readonly string[] | null {
  if (value === null) return null
  const list: unknown = JSON.parse(value)
  return Array.isArray(list) ? list.filter(url => typeof url === 'string') : []
}
