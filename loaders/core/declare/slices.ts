import { createHash } from 'node:crypto'
import type { Day, Instant } from '../parse/time.ts'
import { addDays, dayNumber, dayOfNumber } from '../parse/time.ts'
import type { Id, Table } from './table.ts'

/** Calendar days, cut at fixed dates. */
export interface Window {
  /** First day, also where the slice is clipped. */
  readonly start: Day
  /** Number of days. */
  readonly days: number
}

/** What keys and subscription may allow. */
export type Capability = 'performance' | 'premium' | 'base' | 'supplies'

/** Capabilities that change what the same days are asked for, and the suffixes of their slice keys. */
const ENDING = { premium: '+', base: '~' } as const satisfies Partial<Record<Capability, string>>
export type Variant = keyof typeof ENDING

/** The unit of work, commit, resume, progress and test. The same work has the same `sliceKey` on every day. */
export interface Slice {
  /** Before clipping to the depth and to today: a window, or days that move on with the date. */
  readonly window: Window | 'since' | 'running'
  /** Identifies the slice's ids if it has only some of them. */
  readonly batch?: string
  /** The capability it was cut for, where that changes the request. */
  readonly variant?: Variant
  /** One page of the slice: its rows are committed without a checkpoint. */
  readonly page?: true
  readonly from: Day
  readonly to: Day
  readonly ids: readonly Id[]
  /** Its days are not over or may still be corrected: it is read again although a checkpoint exists. */
  readonly open: boolean
  /** The span of the report that this slice is cut from, where one report covers several slices. */
  readonly within?: { readonly from: Day; readonly to: Day }
  /** The instant of reading, for rows that carry one. */
  readonly at?: Instant
}

/**
 * The stored name of a slice: the key of its checkpoint and of its saved state. Code never parses it; the slice's fields say what it is. Checkpoints of
 * earlier versions have the same names.
 */
export const sliceKey = (slice: Slice): string => `${windowKey(slice)}${membersKey(slice)}`

const windowKey = ({ window }: Slice): string => {
  if (typeof window === 'string') return window
  return window.days === 1 ? window.start : `${window.start}/${window.days}`
}
/** The part of the key after the window, independent of the day of reading. */
export const membersKey = ({ batch, variant }: Slice): string =>
  `${batch === undefined ? '' : `#${batch}`}${variant === undefined ? '' : ENDING[variant]}`

/** Where the ids of a batch come from: a column of a table that an earlier stream filled. */
export interface IdsOf {
  readonly table: Table
  readonly column: string
  /** A second column, whose values are told beside those of the first: `one/other`. */
  readonly beside?: string
  /** Only rows with these column values. */
  readonly where?: Readonly<Record<string, string | number | boolean | readonly string[]>>
  /** Only rows with none of these column values; NULL is none of them. */
  readonly except?: Readonly<Record<string, readonly string[]>>
  /** Only rows where this sum or count is above zero within the slice's days. */
  readonly positive?: string
}

/** Context of a slicer. */
export interface RunContext {
  /** Today in Moscow. */
  readonly today: Day
  /** The present instant; a run may last for hours. */
  now(): Instant
  /** The first load of the shop: the whole depth is loaded. */
  readonly first: boolean
  /** Windows that end before this day are left out; default: none. */
  readonly startDay?: Day | undefined
  /** What keys and subscription allow. */
  may(capability: Capability): boolean
  /** Distinct ids in ascending order; `from` and `to` bound the table's day column. */
  ids(of: IdsOf, from?: Day, to?: Day): Promise<readonly Id[]>
}
/**
 * `gapless`: each day of the depth has a slice, so a day without one is a hole. `ofItsDay`: a slice belongs to the day on which it is read, and later runs
 * never repeat it. `allIds`: a window is one slice with all its ids, so a later slice of the same days replaces it.
 */
export type Slicer = ((context: RunContext) => Promise<readonly Slice[]>) & {
  readonly gapless?: true
  readonly ofItsDay?: true
  readonly allIds?: true
}
export const gapless = (slices: Slicer): Slicer => Object.assign(slices, { gapless: true } as const)
export const ofItsDay = (slices: Slicer): Slicer => Object.assign(slices, { ofItsDay: true } as const)
export const allIds = (slices: Slicer): Slicer => Object.assign(slices, { allIds: true } as const)

type OrFromContext<T> = T | ((context: RunContext) => T | Promise<T>)
const resolve = async <T extends number>(value: OrFromContext<T>, context: RunContext): Promise<T> =>
  typeof value === 'function' ? value(context) : value

/** One slice for data that exists only as of today. */
export const today = (): Slicer =>
  ofItsDay(async ({ today }) => [{ window: oneDay(today), from: today, to: today, ids: [], open: true }])
/** The window of a single day. */
export const oneDay = (start: Day): Window => ({ start, days: 1 })

/**
 * One slice that never ends: what changed since the stream's cursor; without a cursor, the last `depth` days. If the cursor is older than the depth that the
 * marketplace serves, the days in between cannot be loaded, and the store begins a new stretch of days.
 */
export const since = (depth = 1): Slicer => {
  const slices: Slicer = async ({ today }) => [
    { window: 'since', from: addDays(today, 1 - depth), to: today, ids: [], open: true },
  ]
  return depth > 1 ? gapless(slices) : slices
}

export interface Depth {
  /** Days of history at the first load. */
  readonly first: OrFromContext<number>
  /** Days that every later run reads again, because the marketplace still corrects them. */
  readonly again: number
  /** Selects days with a row that is not final; their windows, and those of the days before them, are read again, however old. */
  readonly unfinished?: IdsOf
}

/**
 * Windows of `size` days cut at fixed dates, newest first, so that a load resumed tomorrow recognises the slices finished today. The oldest is clipped to the
 * depth, the newest to today.
 */
export const days = (size: OrFromContext<number>, depth: Depth): Slicer =>
  gapless(async context => {
    const width = await resolve(size, context)
    const last = dayNumber(context.today)
    const first = last - (await resolve(depth.first, context)) + 1
    const unfinished = depth.unfinished ? await context.ids(depth.unfinished) : []
    // What was made at the end of a window may be filed under the next day.
    const waiting = new Set(
      unfinished.flatMap(day => [0, 1].map(back => Math.floor((dayNumber(String(day)) - back) / width))),
    )
    const slices: Slice[] = []
    for (let start = Math.floor(last / width) * width; start + width > first; start -= width) {
      const end = start + width - 1
      slices.push({
        window: { start: dayOfNumber(start), days: width },
        from: dayOfNumber(Math.max(start, first)),
        to: dayOfNumber(Math.min(end, last)),
        ids: [],
        open: end > last - depth.again || waiting.has(start / width),
      })
    }
    return slices
  })

/**
 * Windows of `size` days cut at fixed dates, newest first, from `oldest` to the one that holds the last day before the newest `recent` days, which is not
 * clipped. Each is read once: nothing corrects it any more.
 */
export const olderThan = (recent: number, size: number, oldest: Day): Slicer =>
  gapless(async ({ today }) => {
    const first = dayNumber(oldest)
    const last = dayNumber(today) - recent
    const slices: Slice[] = []
    for (let start = Math.floor(last / size) * size; last >= first && start + size > first; start -= size)
      slices.push({
        window: { start: dayOfNumber(start), days: size },
        from: dayOfNumber(Math.max(start, first)),
        to: dayOfNumber(start + size - 1),
        ids: [],
        open: false,
      })
    return slices
  })

/** Batches of at most `size` ids, each named by a hash of its members. */
export const batches = (size: number, of: IdsOf): Slicer =>
  ofItsDay(async context => {
    const ids = await context.ids(of)
    return split(ids, size).map(members => ({
      window: oneDay(context.today),
      batch: hashOf(members),
      from: context.today,
      to: context.today,
      ids: members,
      open: true,
    }))
  })

/** Windows x batches: in each window only the ids that have something in it. */
export const each =
  (windows: Slicer, size: number, of: IdsOf): Slicer =>
  async context => {
    // All windows at once, so that their ids can be looked up together.
    const named = (await windows(context)).map(async window => {
      const parts = split(await context.ids(of, window.from, window.to), size)
      return parts.map(ids => ({ ...window, batch: hashOf(ids), ids }))
    })
    return (await Promise.all(named)).flat()
  }

/** Windows that each carry all their ids. A window without ids is still a slice, so coverage has no hole. */
export const withIds = (windows: Slicer, of: IdsOf): Slicer =>
  Object.assign(
    async (context: RunContext) => {
      const named = (await windows(context)).map(async (window): Promise<Slice> => {
        const ids = await context.ids(of, window.from, window.to)
        return { ...window, batch: hashOf(ids), ids }
      })
      return Promise.all(named)
    },
    { allIds: true } as const,
    windows.gapless ? ({ gapless: true } as const) : {},
  )

/** Slices that request something else where the keys allow `variant`: gaining or losing the capability reads them again. */
export const variantOf = (variant: Variant, slices: Slicer): Slicer => {
  const cut: Slicer = async context => {
    const all = await slices(context)
    return context.may(variant) ? all.map(slice => ({ ...slice, variant })) : all
  }
  if (slices.ofItsDay) return ofItsDay(cut)
  return slices.gapless ? gapless(cut) : cut
}

/** Slices whose rows carry the instant of reading. */
export const asOfNow = (slices: Slicer): Slicer => {
  const dated: Slicer = async context => {
    const at = context.now()
    return (await slices(context)).map(slice => ({ ...slice, at }))
  }
  return slices.ofItsDay ? ofItsDay(dated) : dated
}

/** The instant of a slice of `asOfNow`, as its rows carry it. */
export function momentOf(slice: Slice): Instant {
  if (slice.at === undefined) throw new TypeError(`${sliceKey(slice)}: a slice of no moment`)
  return slice.at
}

/** Splits a list into parts of at most `size`. */
export function split<T>(list: readonly T[], size: number): T[][] {
  const parts: T[][] = []
  for (let start = 0; start < list.length; start += size) parts.push(list.slice(start, start + size))
  return parts
}
const hashOf = (ids: readonly Id[]): string =>
  createHash('sha1').update(ids.join()).digest('hex').slice(0, 12)
