import { badRequest } from '../http.ts'

/** The cursor that the fault `stuck_cursor` hands out; it leads to the first page again. */
export const STUCK = 'c3R1Y2s='

const encode = (offset: number, tag: string): string =>
  Buffer.from(JSON.stringify([offset, tag])).toString('base64')

function decode(cursor: string, tag: string): number {
  if (cursor === '' || cursor === STUCK) return 0
  try {
    const [offset, found] = JSON.parse(Buffer.from(cursor, 'base64').toString()) as [number, string]
    if (Number.isInteger(offset) && found === tag) return offset
  } catch {}
  throw badRequest('invalid cursor')
}

/** One page of a list: its rows, whether more follow, and the cursor to what follows (never empty, also at the end). */
export type Page<T> = { readonly rows: readonly T[]; readonly hasNext: boolean; readonly cursor: string }

/** Cuts a page out of a list; `tag` binds the cursor to its question, so another filter refuses it with 400. */
export function pageOf<T>(list: readonly T[], cursor: string, limit: number, tag: string): Page<T> {
  const offset = decode(cursor, tag)
  const rows = list.slice(offset, offset + limit)
  const end = offset + rows.length
  return { rows, hasNext: end < list.length, cursor: encode(end, tag) }
}
