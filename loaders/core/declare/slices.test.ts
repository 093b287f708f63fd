import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addDays, dayNumber, dayOfNumber, daysBetween } from '../parse/time.ts'
import type { IdsOf, RunContext, Slice, Slicer, Window } from './slices.ts'
import {
  asOfNow,
  batches,
  days,
  each,
  momentOf,
  ofItsDay,
  olderThan,
  since,
  sliceKey,
  today,
  withIds,
} from './slices.ts'
import { id, table } from './table.ts'

const things = table('things', {
  store: 'dims',
  key: ['thing'],
  columns: { thing: id() },
  grain: 'One thing.',
})
const of: IdsOf = { table: things, column: 'thing' }
const plan = (
  day: string,
  ids: (from?: string, to?: string) => readonly number[] = () => [],
): RunContext => ({
  today: day,
  now: () => `${day}T09:00:00.000Z`,
  first: true,
  may: () => false,
  ids: async (_, from, to) => ids(from, to),
})
const someDay = fc.integer({ min: dayNumber('2020-01-01'), max: dayNumber('2030-12-31') }).map(dayOfNumber)

test('a window is known by its first day on the calendar, and by its width where it is wider than a day: checkpoints of earlier versions bear these names', async () => {
  const keys = async (size: number) =>
    (await days(size, { first: 3, again: 0 })(plan('2026-11-24'))).map(sliceKey)
  expect(await keys(1)).toEqual(['2026-11-24', '2026-11-23', '2026-11-22'])
  expect(await keys(7)).toEqual(['2026-11-19/7'])
})

test('a batch is known by its day and the ids in it: checkpoints of earlier versions bear these names', async () => {
  const ids = plan('2026-11-24', () => [1, 2])
  expect((await batches(2, of)(ids)).map(sliceKey)).toEqual(['2026-11-24#2219fecb861a'])
  const [each1] = await each(days(7, { first: 1, again: 0 }), 2, of)(ids)
  expect(each1 && sliceKey(each1)).toBe('2026-11-19/7#2219fecb861a')
})

test('the width and the depth of windows may depend on what the keys allow', async () => {
  const may = days(plan => (plan.may('premium') ? 1 : 31), {
    first: async plan => (plan.may('premium') ? 3 : 31),
    again: 0,
  })
  const premium = { ...plan('2026-11-24'), may: () => true }
  expect((await may(premium)).map(({ from }) => from)).toEqual(['2026-11-24', '2026-11-23', '2026-11-22'])
  expect((await may(plan('2026-11-24'))).at(-1)?.from).toBe('2026-10-25')
})

test('windows leave no hole, unless nobody says of which days they are', () => {
  const windows = days(7, { first: 60, again: 0 })
  const flags = (slices: Slicer) => [slices.gapless ?? false, slices.ofItsDay ?? false]
  expect(flags(windows)).toEqual([true, false])
  expect(flags(since(90))).toEqual([true, false])
  expect(flags(since(2))).toEqual([true, false])
  expect(flags(since())).toEqual([false, false])
  expect(flags(today())).toEqual([false, true])
  expect(flags(batches(2, of))).toEqual([false, true])
  expect(flags(withIds(windows, of))).toEqual([true, false])
  expect(flags(withIds(since(), of))).toEqual([false, false])
  expect(flags(asOfNow(today()))).toEqual([false, true])
  expect(flags(asOfNow(since()))).toEqual([false, false])
  expect(flags(ofItsDay(async () => []))).toEqual([false, true])
})

test('windows cover the depth to the day, without gap or overlap, newest first', async () => {
  await fc.assert(
    fc.asyncProperty(
      someDay,
      fc.integer({ min: 1, max: 92 }),
      fc.integer({ min: 1, max: 800 }),
      async (day, size, depth) => {
        const slices = await days(size, { first: depth, again: 0 })(plan(day))
        expect(slices[0]?.to).toBe(day)
        expect(slices.at(-1)?.from).toBe(addDays(day, 1 - depth))
        expect(slices.reduce((sum, { from, to }) => sum + daysBetween(from, to), 0)).toBe(depth)
        for (const [index, slice] of slices.slice(1).entries())
          expect(slice.to).toBe(addDays(slices[index]?.from ?? '', -1))
      },
    ),
  )
})

test('what was cut today has the same keys tomorrow', async () => {
  await fc.assert(
    fc.asyncProperty(someDay, fc.integer({ min: 1, max: 92 }), async (day, size) => {
      const cut = days(size, { first: 365, again: 0 })
      const now = new Set((await cut(plan(day))).map(sliceKey))
      const later = (await cut(plan(addDays(day, 1)))).map(sliceKey)
      expect(later.filter(key => !now.has(key)).length).toBeLessThanOrEqual(1)
    }),
  )
})

test('a window is open while its days are not over or can still be corrected', async () => {
  const slices = await days(7, { first: 60, again: 10 })(plan('2026-11-24'))
  for (const { open, to, window } of slices) {
    const { start } = window as Window
    const end = addDays(start, 6)
    expect(open, `${start} to ${to}`).toBe(dayNumber(end) > dayNumber('2026-11-24') - 10)
  }
})

test('as many days are read again as are still corrected, and no ids are asked for where no row waits', async () => {
  const ids = () => Promise.reject(new Error('nobody asked'))
  const slices = await days(1, { first: 5, again: 2 })({ ...plan('2026-11-24'), ids })
  expect(slices.map(({ open }) => open)).toEqual([true, true, false, false, false])
})

test('a window with a row that is not final is open however old it is, and its neighbours are not', async () => {
  const unfinished = { ...of, column: 'dt', except: { status: ['delivered'] } }
  // The last day begins a window: orders made the evening before are in the previous window.
  const held = ['2026-02-10', '2026-02-12', '2026-07-02']
  const made = [...held, '2026-07-01']
  const ids = async (asked: IdsOf) => (asked === unfinished ? held : [])
  const slices = await days(7, { first: 365, again: 0, unfinished })({ ...plan('2026-11-24'), ids })
  for (const { open, from, to } of slices)
    expect(open, from).toBe(to === '2026-11-24' || made.some(day => from <= day && day <= to))
  expect(slices.filter(({ open, to }) => open && to < '2026-11-24').map(({ from }) => from)).toEqual([
    '2026-07-02',
    '2026-06-25',
    '2026-02-12',
    '2026-02-05',
  ])
})

test('slices as of now are all of one moment, and others have none', async () => {
  const slices = await asOfNow(batches(2, of))(plan('2026-11-24', () => [1, 2, 3]))
  expect(slices.map(momentOf)).toEqual(['2026-11-24T09:00:00.000Z', '2026-11-24T09:00:00.000Z'])
  const [dated] = await today()(plan('2026-11-24'))
  expect(() => momentOf(dated as Slice)).toThrow(/no moment/)
})

test('batches hold every id once, and the same members have the same name', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(fc.nat()), fc.integer({ min: 1, max: 50 }), async (ids, size) => {
      const cut = () => batches(size, of)(plan('2026-11-24', () => ids))
      const slices = await cut()
      expect(slices.flatMap(slice => slice.ids)).toEqual(ids)
      expect(slices.every(slice => slice.ids.length <= size)).toBe(true)
      expect((await cut()).map(sliceKey)).toEqual(slices.map(sliceKey))
      expect(slices.every(({ open, from, to }) => open && from === '2026-11-24' && to === from)).toBe(true)
    }),
  )
})

test('windows times batches ask only for ids that have something in the window', async () => {
  const ids = (from = '') => (from.startsWith('2026-11') ? [1, 2, 3] : [])
  const slices = await each(days(31, { first: 90, again: 0 }), 2, of)(plan('2026-11-24', ids))
  expect(slices.map(slice => slice.ids)).toEqual([[1, 2], [3]])
})

test('a window with its ids is there without any too, so that it is no gap', async () => {
  const windows = days(31, { first: 90, again: 0 })
  const slices = withIds(windows, of)
  expect(slices.gapless).toBe(true)
  expect((await slices(plan('2026-11-24'))).map(({ from, to }) => [from, to])).toEqual(
    (await windows(plan('2026-11-24'))).map(({ from, to }) => [from, to]),
  )
})

test('what is only known today, and what changed since a cursor, are one open slice', async () => {
  expect(await today()(plan('2026-11-24'))).toMatchObject([
    { window: { start: '2026-11-24', days: 1 }, open: true },
  ])
  expect(await since(90)(plan('2026-11-24'))).toMatchObject([
    { window: 'since', from: '2026-08-27', to: '2026-11-24', open: true },
  ])
  expect(await since()(plan('2026-11-24'))).toMatchObject([{ from: '2026-11-24', to: '2026-11-24' }])
})

test('windows of older history join those of the first load without a gap, newest first, and end with the oldest day', () =>
  fc.assert(
    fc.asyncProperty(
      someDay,
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 400 }),
      fc.integer({ min: 0, max: 900 }),
      async (day, size, recent, more) => {
        const oldest = addDays(day, -recent - more)
        const slices = await olderThan(recent, size, oldest)(plan(day))
        expect(slices.at(-1)?.from).toBe(oldest)
        expect(slices.every(({ open }) => !open)).toBe(true)
        const [newest] = slices
        // The first load begins the day after.
        expect((newest?.to ?? '') >= addDays(day, -recent)).toBe(true)
        expect((newest?.from ?? '') <= addDays(day, -recent)).toBe(true)
        for (const [index, { from }] of slices.entries()) {
          const before = slices[index + 1]
          if (before) expect(addDays(before.to, 1)).toBe(from)
        }
        // Tomorrow they are the same, so that none is read twice.
        const tomorrow = (await olderThan(recent, size, oldest)(plan(addDays(day, 1)))).map(sliceKey)
        for (const slice of slices) expect(tomorrow).toContain(sliceKey(slice))
      },
    ),
  ))

test('nothing is older than the first load of a shop that reaches back to the oldest day', async () => {
  expect(await olderThan(365, 28, '2026-01-01')(plan('2026-11-24'))).toEqual([])
})
