import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Slice } from '../declare/slices.ts'
import type { StreamContext } from '../declare/source.ts'
import { LoadError } from '../errors.ts'
import { addDays, dayNumber, daysBetween } from '../parse/time.ts'
import { type AsyncReport, asyncReport, groupedIntoReports } from './async-report.ts'

type State = Awaited<ReturnType<AsyncReport<string>['state']>>
/** A shop whose reports answer in this order; the last answer repeats. */
function shop(states: readonly (State | Error)[], fetches: readonly unknown[] = ['rows'], pause?: number) {
  const log: string[] = []
  const waits: number[] = []
  const notes = new Map<string, string>()
  const left = { states: [...states], fetches: [...fetches] }
  const next = <T>(of: T[]): T => {
    const answer = (of.length > 1 ? of.shift() : of[0]) as T
    if (answer instanceof Error) throw answer
    return answer
  }
  const context = {
    state: {
      get: async (key: string) => notes.get(key) ?? null,
      set: async (key: string, value: string | null) => {
        log.push(value === null ? 'forget' : `remember ${value}`)
        if (value === null) notes.delete(key)
        else notes.set(key, value)
      },
    },
    wait: async (ms: number) => void waits.push(ms),
  } as unknown as StreamContext
  let orders = 0
  const of: AsyncReport<unknown> = {
    create: async () => {
      orders += 1
      log.push(`order ${orders}`)
      return `id${orders}`
    },
    state: async (_, id) => {
      log.push(`ask ${id}`)
      return next(left.states) as State
    },
    fetch: async (_, id) => {
      log.push(`fetch ${id}`)
      return next(left.fetches)
    },
    ...(pause === undefined ? {} : { pause }),
  }
  return { log, waits, notes, run: () => asyncReport(context, 'key', of) }
}

describe('a report', () => {
  test('is ordered once, remembered before the first question, and fetched when it is ready', async () => {
    const { log, waits, run } = shop(['waiting', 'ready'])
    expect(await run()).toBe('rows')
    expect(log).toEqual(['order 1', 'remember id1', 'ask id1', 'ask id1', 'fetch id1'])
    expect(waits).toEqual([3_000])
  })

  test('that was ordered before a restart is asked for, and not ordered again', async () => {
    const { log, notes, run } = shop(['ready'])
    notes.set('key', 'old')
    expect(await run()).toBe('rows')
    expect(log).toEqual(['ask old', 'fetch old'])
  })

  test('is asked about soon at first, later with more patience, and at the pace of its method where that has one', async () => {
    const states: readonly State[] = [...Array.from({ length: 8 }, () => 'waiting' as const), 'ready']
    const own = shop(states)
    await own.run()
    expect(own.waits).toEqual([3_000, 3_000, 3_000, 3_000, 3_000, 6_000, 6_000, 6_000])
    const paced = shop(['waiting', 'waiting', 'ready'], undefined, 20_000)
    await paced.run()
    expect(paced.waits).toEqual([20_000, 20_000])
  })

  test('that is not ready in ten minutes is put off, and stays remembered', async () => {
    const { log, notes, waits, run } = shop(['waiting'], undefined, 60_000)
    await expect(run()).rejects.toMatchObject({ kind: 'later' })
    expect(waits).toHaveLength(11)
    expect(notes.get('key')).toBe('id1')
    expect(log.filter(line => line.startsWith('fetch'))).toEqual([])
  })

  const gone = new LoadError('not_found', 'no such report')
  test.each([
    ['failed', ['lost', 'ready'], undefined],
    ['is not known any more', [gone, 'ready'], undefined],
    ['is not there when it is fetched', ['ready'], [gone, 'rows']],
  ] as const)('that %s is forgotten and ordered anew', async (_, states, fetches) => {
    const { log, notes, run } = shop(states, fetches)
    expect(await run()).toBe('rows')
    expect(log.filter(line => !/^(ask|fetch id1)/.test(line))).toEqual([
      'order 1',
      'remember id1',
      'forget',
      'order 2',
      'remember id2',
      'fetch id2',
    ])
    if (!fetches) expect(log).not.toContain('fetch id1')
    expect(notes.get('key')).toBe('id2')
  })

  test('that is lost twice is not ordered a third time', async () => {
    const { log, notes, run } = shop(['lost'])
    await expect(run()).rejects.toMatchObject({
      kind: 'server',
      message: 'report key: ordered twice and lost twice',
    })
    expect(log.filter(line => line.startsWith('order'))).toEqual(['order 1', 'order 2'])
    expect(notes.size).toBe(0)
  })

  test.each([new LoadError('server', 'down'), new TypeError('no')])(
    'that fails otherwise stays remembered: %s',
    async error => {
      for (const { notes, run } of [shop([error]), shop(['ready'], [error])]) {
        await expect(run()).rejects.toBe(error)
        expect(notes.get('key')).toBe('id1')
      }
    },
  )
})

describe('slices in reports', () => {
  const today = '2026-11-24'
  /** Slices of `size` days from today backwards. */
  const back = (count: number, size: number): Slice[] =>
    Array.from({ length: count }, (_, n) => ({
      window: { start: addDays(today, 1 - size * (n + 1)), days: size },
      from: addDays(today, 1 - size * (n + 1)),
      to: addDays(today, -size * n),
      ids: [],
      open: false,
    }))

  test('lie each in its report, and reports are cut at fixed dates, from the oldest slice to today', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 120 }), fc.integer({ min: 1, max: 62 }), (count, width) => {
        const slices = back(count, 1)
        const oldest = slices.at(-1)?.from ?? ''
        const cut = groupedIntoReports(slices, width, today)
        expect(cut.map(({ within, ...slice }) => slice)).toEqual(slices)
        const reports = new Map(cut.map(({ within }) => [within?.from ?? '', within?.to ?? '']))
        for (const { from, to, within } of cut)
          expect([within && within.from <= from, within && to <= within.to]).toEqual([true, true])
        for (const [from, to] of reports) {
          expect(from === oldest || dayNumber(from) % width === 0, from).toBe(true)
          expect(to === today || (dayNumber(to) + 1) % width === 0, to).toBe(true)
        }
        const days = [...reports].reduce((sum, [from, to]) => sum + daysBetween(from, to), 0)
        expect(days).toBe(count)
      }),
      { numRuns: 50 },
    )
  })

  test('of none are none', () => {
    expect(groupedIntoReports([], 31, today)).toEqual([])
  })
})
