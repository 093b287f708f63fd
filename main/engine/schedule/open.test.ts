import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Coordinator } from '#contract/schedule.ts'
import { NOON, shopRow } from '../../../tests/support/schedule-world.ts'
import type { TempData } from '../../../tests/support/store.ts'
import { tempData } from '../../../tests/support/store.ts'
import { ORDINARY } from '../options.ts'
import { insertShop } from '../store/records/shops.ts'
import type { Dims } from '../store/sqlite/connection.ts'
import { openTasks, type Tasks } from '../tasks/tasks.ts'
import { openOlderTurns, openSchedule } from './open.ts'
import { slotLedger } from './slot-ledger.ts'

let data: TempData
beforeEach(async () => {
  data = await tempData()
  await (await data.open()).close()
})
afterEach(() => data.remove())

/** At which seconds the coordinators of this folder begin. */
function secondsOf(dims: Dims, readOnly: boolean): readonly number[] {
  const one = openSchedule({
    dims,
    readOnly,
    runs: { busy: () => new Set(), start: () => {}, resumeAutomatic: () => {}, probe: async () => {} },
    conditions: ORDINARY,
    tasks: openTasks((_, error) => {
      throw error
    }),
    log: () => {},
    now: () => Date.parse(NOON),
  })
  // What is due runs at once, without jitter.
  const served = {
    daily: '2026-11-18T03:00:00.000Z',
    frequent: '2026-11-18T12:00:00.000Z',
    ads: '2026-11-18T12:00:00.000Z',
  }
  for (const [coordinator, slot] of Object.entries(served))
    if (!readOnly) slotLedger(dims).write(1, coordinator as Coordinator, Date.parse(slot), Date.parse(slot))
  const shop = shopRow(1)
  return (['daily', 'frequent', 'ads'] as const).map(coordinator =>
    new Date(one.status(shop, coordinator).nextAt ?? 0).getUTCSeconds(),
  )
}
const file = (options: Database.Options = {}) => new Database(join(data.dataDir, 'dims.sqlite'), options)

test('the seconds of an installation are drawn once, each within its minute', () => {
  const first = file()
  const drawn = secondsOf(first, false)
  first.close()
  for (const second of drawn) expect(second).toBeGreaterThanOrEqual(1)
  for (let time = 0; time < 5; time += 1) {
    const again = file()
    expect(secondsOf(again, false)).toEqual(drawn)
    again.close()
  }
})

test('installations draw seconds of the whole minute, each its own', () => {
  const dims = file()
  const drawn = Array.from({ length: 20 }, () => {
    dims.exec("DELETE FROM settings WHERE key = 'jitter'")
    return secondsOf(dims, false)
  }).flat()
  dims.close()
  expect(Math.max(...drawn)).toBeLessThanOrEqual(59)
  expect(new Set(drawn).size).toBeGreaterThan(10)
})

test('a folder that is open for reading only gets a schedule too, and no seconds', () => {
  const dims = file({ readonly: true })
  secondsOf(dims, true)
  expect(dims.prepare("SELECT count(*) FROM settings WHERE key = 'jitter'").pluck().get()).toBe(0)
  dims.close()
})

test('the seconds are those of a whole minute but its first, from end to end', () => {
  const dims = file()
  const drawn = (random: number) => {
    dims.exec("DELETE FROM settings WHERE key = 'jitter'")
    vi.spyOn(Math, 'random').mockReturnValue(random)
    return secondsOf(dims, false)
  }
  expect(drawn(0)).toEqual([1, 1, 1])
  expect(drawn(0.9999)).toEqual([59, 59, 59])
  dims.close()
})

test('a run that begins ends the rest of its shop before its older history, and its end begins it anew', () => {
  const dims = file()
  const { loaded: _, ...shop } = shopRow(1)
  insertShop(dims, shop, 1)
  const rests = new Set<number>()
  let rest = 0
  const after = () => {
    const mine = ++rest
    rests.add(mine)
    return { cancel: () => void rests.delete(mine) }
  }
  const begun: ((shopId: number) => void)[] = []
  const ended: ((run: { readonly shopId: number }) => void)[] = []
  const turns = openOlderTurns(
    dims,
    {
      older: { isFree: () => true, isRunning: () => false, stop: async () => {} },
      onBegin: (hear: (typeof begun)[number]) => void begun.push(hear),
      onEnd: (hear: (typeof ended)[number]) => void ended.push(hear),
    } as unknown as Parameters<typeof openOlderTurns>[1],
    { mayReadOlder: () => true },
    { after, every: () => ({ cancel: () => {} }) } as unknown as Tasks,
  )
  turns.start()
  expect([...rests]).toEqual([1])
  for (const hear of begun) hear(1)
  expect([...rests]).toEqual([])
  for (const hear of ended) hear({ shopId: 1 })
  expect([...rests]).toEqual([2])
  // A run that began and ended while it rested lets it rest from now on.
  for (const hear of ended) hear({ shopId: 1 })
  expect([...rests]).toEqual([3])
  dims.close()
})
