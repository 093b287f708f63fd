import { createHash } from 'node:crypto'
import type { Day, Instant } from '../parse/time.ts'
import { addDays, dayNumber, dayOfNumber } from '../parse/time.ts'
import type { Id, Table } from './table.ts'

/** Days of the calendar, cut at fixed dates. */
export interface Window {
  /** The first of them, also where the slice is clipped. */
  readonly start: Day
  /** How many they are. */
  readonly days: number
}

/** What keys and subscription may allow. */
export type Capability = 'performance' | 'premium' | 'base'

/** Capabilities under which the same days are other work, and how the keys of such slices end. */
const ENDING = { premium: '+', base: '~' } as const satisfies Partial<Record<Capability, string>>
export type Variant = keyof typeof ENDING

/** The unit of work, commit, resume, progress and test. The same work is the same slice tomorrow: `sliceKey` names it. */
export interface Slice {
  /** What it is of before it is clipped to the depth and to today: a window, or days that move on with the date. */
  readonly window: Window | 'since' | 'running'
  /** Names its ids, where it has some of many. */
  readonly batch?: string
  /** What it was cut for, where that changes what is asked. */
  readonly variant?: Variant
  /** It is one page of the slice: its rows are committed, and no checkpoint tells of it. */
  readonly page?: true
  readonly from: Day
  readonly to: Day
  readonly ids: readonly Id[]
  /** Its days are not over or may still be corrected: it is read again even when a checkpoint says it was read. */
  readonly open: boolean
  /** The span of the one report that this slice is cut from, where an order costs more than its days. */
  readonly within?: { readonly from: Day; readonly to: Day }
  /** The moment of the reading, where rows are of an instant. */
  readonly at?: Instant
}

/**
 * The name of a slice on the disk: that of its checkpoint, and of what it remembers. It is put together here and nowhere taken apart: what a slice is stands in
 * its fields. Checkpoints of earlier versions bear these names.
 */
export const sliceKey = (slice: Slice): string => `${windowKey(slice)}${membersKey(slice)}`

const windowKey = ({ window }: Slice): string => {
  if (typeof window === 'string') return window
  return window.days === 1 ? window.start : `${window.start}/${window.days}`
}
/** What stands behind the window in the name of a slice, on whatever day it is read. */
export const membersKey = ({ batch, variant }: Slice): string =>
  `${batch === undefined ? '' : `#${batch}`}${variant === undefined ? '' : ENDING[variant]}`

/** Where the ids of a batch come from: a column of a table that an earlier stream has filled. */
export interface IdsOf {
  readonly table: Table
  readonly column: string
  /** Only rows whose columns have these values. */
  readonly where?: Readonly<Record<string, string | number | boolean | readonly string[]>>
  /** Only rows whose columns have none of these values; a value that is missing is none of them. */
  readonly except?: Readonly<Record<string, readonly string[]>>
  /** Only rows where this sum or count is above zero within the slice's days. */
  readonly positive?: string
}

/** What a slicer may know. */
export interface RunContext {
  /** Today in Moscow. */
  readonly today: Day
  /** The present moment; a run may last for hours. */
  now(): Instant
  /** The first load of the shop: the whole depth is asked for. */
  readonly first: boolean
  /** What keys and subscription allow. */
  may(capability: Capability): boolean
  /** Distinct ids in ascending order; `from` and `to` bound the table's day column. */
  ids(of: IdsOf, from?: Day, to?: Day): Promise<readonly Id[]>
}
/** `gapless`: each day of the depth has a slice, so that a day without one is a hole. `ofItsDay`: a slice is of the day on which it is read, and no later run asks for it again. */
export type Slicer = ((context: RunContext) => Promise<readonly Slice[]>) & {
  readonly gapless?: true
  readonly ofItsDay?: true
}
export const gapless = (slices: Slicer): Slicer => Object.assign(slices, { gapless: true } as const)
export const ofItsDay = (slices: Slicer): Slicer => Object.assign(slices, { ofItsDay: true } as const)

type OrFromContext<T> = T | ((context: RunContext) => T | Promise<T>)
const resolve = async <T extends number>(value: OrFromContext<T>, context: RunContext): Promise<T> =>
  typeof value === 'function' ? value(context) : value

/** One slice for what is only known as of today. */
export const today = (): Slicer =>
  ofItsDay(async ({ today }) => [{ window: oneDay(today), from: today, to: today, ids: [], open: true }])
/** The window of a day alone. */
export const oneDay = (start: Day): Window => ({ start, days: 1 })

/**
 * One slice that is never over: what changed since the cursor that the stream keeps; before there is one, of the last `depth` days. Where the marketplace serves no
 * more than these, a cursor that is older leads over days that nobody tells of any more, and the store begins a new stretch of days.
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
  /** Days that are read again at every later run: the marketplace still corrects them. */
  readonly again: number
  /** Days with a row that is not final; the window of each, and of the day before it, is read again, however long ago it was. */
  readonly unfinished?: IdsOf
}

/**
 * Windows of `size` days cut at fixed dates, newest first, so that a load resumed tomorrow finds the slices it finished today.
 * The oldest is clipped to the depth, the newest to today.
 */
export const days = (size: OrFromContext<number>, depth: Depth): Slicer =>
  gapless(async context => {
    const width = await resolve(size, context)
    const last = dayNumber(context.today)
    const first = last - (await resolve(depth.first, context)) + 1
    const unfinished = depth.unfinished ? await context.ids(depth.unfinished) : []
    // What was made at the end of a window may be filed under the day behind it.
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

/** The product of windows and batches: in each window only the ids that have something in it. */
export const each =
  (windows: Slicer, size: number, of: IdsOf): Slicer =>
  async context => {
    // All windows at once: whoever knows the ids may look for them together.
    const named = (await windows(context)).map(async window => {
      const parts = split(await context.ids(of, window.from, window.to), size)
      return parts.map(ids => ({ ...window, batch: hashOf(ids), ids }))
    })
    return (await Promise.all(named)).flat()
  }

/** Windows that each know the ids which have something in them, all of them: a window without any is still a window, so nothing is missing where nothing was. */
export const withIds = (windows: Slicer, of: IdsOf): Slicer =>
  Object.assign(
    async (context: RunContext) => {
      const named = (await windows(context)).map(async (window): Promise<Slice> => {
        const ids = await context.ids(of, window.from, window.to)
        return { ...window, batch: hashOf(ids), ids }
      })
      return Promise.all(named)
    },
    windows.gapless ? ({ gapless: true } as const) : {},
  )

/** Slices that are other work where the keys allow `variant`: what was read without it is read anew with it, and the other way round. */
export const variantOf = (variant: Variant, slices: Slicer): Slicer => {
  const cut: Slicer = async context => {
    const all = await slices(context)
    return context.may(variant) ? all.map(slice => ({ ...slice, variant })) : all
  }
  if (slices.ofItsDay) return ofItsDay(cut)
  return slices.gapless ? gapless(cut) : cut
}

/** Slices that are read as of this moment: their rows are of an instant. */
export const asOfNow = (slices: Slicer): Slicer => {
  const dated: Slicer = async context => {
    const at = context.now()
    return (await slices(context)).map(slice => ({ ...slice, at }))
  }
  return slices.ofItsDay ? ofItsDay(dated) : dated
}

/** The moment of a slice of `asOfNow`, as its rows carry it. */
export function momentOf(slice: Slice): Instant {
  if (slice.at === undefined) throw new TypeError(`${sliceKey(slice)}: a slice of no moment`)
  return slice.at
}

/** A list in parts of at most `size`. */
export function split<T>(list: readonly T[], size: number): T[][] {
  const parts: T[][] = []
  for (let start = 0; start < list.length; start += size) parts.push(list.slice(start, start + size))
  return parts
}
const hashOf = (ids: readonly Id[]): string =>
  createHash('sha1').update(ids.join()).digest('hex').slice(0, 12)
