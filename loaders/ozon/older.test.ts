import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MARKETPLACES } from '#contract/marketplaces/index.ts'
import type { RunContext, Slice } from '../core/declare/slices.ts'
import { sliceKey } from '../core/declare/slices.ts'
import type { Stream } from '../core/declare/stream.ts'
import { LoadError } from '../core/errors.ts'
import { addDays, dayNumber, daysBetween } from '../core/parse/time.ts'
import type { Job } from '../core/run/run-stream.ts'
import { loadStream } from '../core/run/run-stream.ts'
import { older as wbOlder } from '../wb/finance/step.ts'
import { steps as wbSteps } from '../wb/index.ts'
import { steps } from './index.ts'
import { older } from './older.ts'

const FIRST_DAY = '2026-02-02'
/** Days after which the marketplace corrects nothing any more. */
const FINAL_AFTER = 12

/** What a day says on another: it is corrected for some days. */
const said = (day: string, on: string): string => `${day} ${Math.min(daysBetween(day, on) - 1, FINAL_AFTER)}`
const daysOf = ({ from, to }: Slice): string[] =>
  Array.from({ length: daysBetween(from, to) }, (_, index) => addDays(from, index))

/** A shop whose streams read days of such a marketplace into memory: what was read last of a day counts. */
function shop() {
  const rows = new Map<string, string>()
  const done = new Map<string, { readonly open: boolean; readonly run: number; readonly on: string }>()
  let run = 0

  /** Reads as a run does; `until` slices are read before it is broken off. */
  async function load(of: Stream, today: string, until = Number.POSITIVE_INFINITY, same = false) {
    if (!same) run += 1
    let read = 0
    const stream: Stream = {
      ...of,
      source: {
        ...of.source,
        async *read(_, slice) {
          read += 1
          if (read > until) throw new LoadError('cancelled', 'stopped')
          yield slice
        },
      },
      rows: () => ({}),
    }
    const store = {
      done: async () =>
        new Map(
          [...done].flatMap(([key, by]) =>
            !by.open || (by.run === run && by.on === today) ? [[key, by.on === today ? by.run : 0]] : [],
          ),
        ),
      recovered: async () => new Map(),
      stage: async (_shop: number, _stream: unknown, slice: Slice) => ({
        add: () => false,
        close: async () => {},
        commit: async () => {
          for (const day of daysOf(slice)) if (day <= today) rows.set(day, said(day, today))
          done.set(sliceKey(slice), { open: slice.open, run, on: today })
          return { rows: 0, added: 0, changed: 0, notice: null }
        },
        discard: async () => {},
      }),
      finish: async () => {},
    }
    const context: RunContext = {
      today,
      now: () => `${today}T09:00:00.000Z`,
      first: false,
      may: () => false,
      ids: async () => [],
    }
    const job = {
      shopId: 1,
      runId: run,
      context,
      store,
      streamContext: () => ({}),
      redact: (error: unknown) => error,
      capture: () => {},
    } as unknown as Job
    await loadStream(stream, job, () => {}).catch((error: unknown) => {
      if (!(error instanceof LoadError)) throw error
    })
  }
  return { rows, done, load }
}

const pairs = [...older, ...wbOlder].flatMap(({ streams }) => streams)
const freshOf = (id: string): Stream =>
  [...steps, ...wbSteps].flatMap(({ streams }) => streams).find(stream => stream.id === id) as Stream

test('every stream of older history goes on with one that a first load reads, into the same tables', () => {
  expect(pairs.map(({ id }) => id)).toEqual([
    'ozon.orders.fbo',
    'ozon.orders.fbs',
    'ozon.finance.accruals',
    'wb.finance.reports',
  ])
  for (const { id, into, write, parallel } of pairs) {
    expect(freshOf(id).into).toEqual(into)
    expect(freshOf(id).write).toEqual(write)
    // Two at a time would leave a hole behind when they are broken off.
    expect(parallel).toBe(1)
  }
})

test('what older history is said to take is what is planned: its days, and a request for each slice, two at Wildberries', async () => {
  const planned = async (load: { readonly streams: readonly Stream[] } | undefined, today: string) => {
    const context = {
      today,
      now: () => `${today}T09:00:00.000Z`,
      first: false,
      may: () => false,
      ids: async () => [],
    }
    return (await Promise.all((load?.streams ?? []).map(({ slices }) => slices(context)))).flat()
  }
  for (const today of ['2022-12-31', '2023-01-01', '2025-04-28', FIRST_DAY, '2026-11-30', '2027-03-01']) {
    const [orders, accruals] = await Promise.all(older.map(load => planned(load, today)))
    const reports = await planned(wbOlder[0], today)
    expect(MARKETPLACES.ozon.olderHistory(dayNumber(today)), today).toEqual({
      days: accruals?.flatMap(daysOf).length,
      requests: (accruals?.length ?? 0) + (orders?.length ?? 0),
    })
    expect(MARKETPLACES.wb.olderHistory(dayNumber(today)), today).toEqual({
      days: reports.flatMap(daysOf).length,
      requests: 2 * reports.length,
    })
  }
})

test.each(pairs.map(stream => [stream.id, stream] as const))(
  'whatever is broken off and in whatever order fresh data and older history of %s are read, the days are those of one load of everything',
  (id, further) =>
    fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            days: fc.integer({ min: 0, max: 40 }),
            fresh: fc.boolean(),
            older: fc.option(fc.integer({ min: 0, max: 60 }), { nil: null }),
            resumed: fc.boolean(),
          }),
          { maxLength: 8 },
        ),
        async turns => {
          const fresh = freshOf(id)
          const one = shop()
          let today = FIRST_DAY
          await one.load(fresh, today)
          const known = () => [...one.rows.keys()].sort()
          for (const turn of turns) {
            today = addDays(today, turn.days)
            // The app is never off for longer than a first load reaches back.
            if (turn.fresh || turn.days > 0) await one.load(fresh, today)
            if (turn.older !== null) await one.load(further, today, turn.older, turn.resumed)
            // Whatever was broken off, no day is missing between the first and the last that are known.
            const all = known()
            expect(all.length).toBe(daysBetween(all[0] as string, all.at(-1) as string))
          }
          await one.load(further, today)
          await one.load(fresh, today)
          const whole = shop()
          await whole.load(fresh, today)
          await whole.load(further, today)
          expect([...one.rows].sort()).toEqual([...whole.rows].sort())
          expect(known()[0]).toBe(id.startsWith('wb.') ? '2024-01-29' : '2022-01-01')
          // What is final is asked for once.
          expect([...one.done.keys()].sort().filter(key => key < '2024-06-01')).toEqual(
            [...whole.done.keys()].sort().filter(key => key < '2024-06-01'),
          )
        },
      ),
      { numRuns: 15 },
    ),
)
