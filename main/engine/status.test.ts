import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { AppStatus } from '#contract/schedule.ts'
import type { Today } from './analytics/today.ts'
import { statusOf } from './status.ts'
import type { ShopRow } from './store/records/shops.ts'
import { openTasks } from './tasks/tasks.ts'

const shop = (id: number, change: Partial<ShopRow> = {}): ShopRow => ({
  id,
  name: `Дом ${id}`,
  marketplace: 'ozon',
  clientId: '1',
  perfClientId: null,
  demo: false,
  status: 'active',
  messages: [],
  createdAt: '2026-11-18T00:00:00.000Z',
  lastSyncAt: null,
  keyExpiresAt: null,
  loaded: true,
  subscription: null,
  roles: [],
  ...change,
})

beforeEach(() => void vi.useFakeTimers({ now: Date.parse('2026-11-18T12:00:00Z') }))
afterEach(() => void vi.useRealTimers())

/** The status over shops and figures that the test changes. */
function watched(shops: ShopRow[]) {
  const told: AppStatus[] = []
  const figures = new Map<number, Today>()
  const world = { shops, paused: false, looks: 0, lateSince: new Map<number, string>() }
  const waits: Promise<ReadonlyMap<number, Today>>[] = []
  const tasks = openTasks(() => {})
  const status = statusOf({
    tasks,
    now: Date.now,
    shops: () => world.shops,
    paused: () => world.paused,
    lateSince: ({ id }) => world.lateSince.get(id) ?? null,
    today: async () => {
      world.looks += 1
      const late = waits.shift()
      return late ?? figures
    },
    emit: word => told.push(word),
  })
  /** Lets the next question wait until it is answered. */
  const slow = () => {
    let answer = (_figures: ReadonlyMap<number, Today>) => {}
    waits.push(
      new Promise(resolve => {
        answer = resolve
      }),
    )
    return (figures: ReadonlyMap<number, Today>) => answer(figures)
  }
  return { world, told, figures, status, slow, tasks }
}

test('a shop without access and a failed step ask for attention, also while another shop is read', async () => {
  const failed = { word: 'step_failed', details: { step: 'ozon.orders' } }
  const skipped = { word: 'step_skipped', details: { step: 'ozon.orders' } }
  const stateOf = async (...shops: ShopRow[]) => (await watched(shops).status.handlers['status.get']()).state
  expect(await stateOf()).toBe('idle')
  expect(await stateOf(shop(1, { messages: [skipped] }), shop(2, { status: 'paused' }))).toBe('idle')
  expect(await stateOf(shop(1), shop(2, { status: 'syncing' }))).toBe('syncing')
  expect(await stateOf(shop(1, { status: 'auth_error' }), shop(2, { status: 'syncing' }))).toBe('attention')
  expect(await stateOf(shop(1, { messages: [failed] }))).toBe('attention')
})

test('changes are told at once, then at most once a second, and only when something is different', async () => {
  const { world, told, status, tasks } = watched([shop(1)])
  status.touch()
  await vi.advanceTimersByTimeAsync(0)
  expect(told).toHaveLength(1)
  for (let change = 0; change < 50; change += 1) {
    world.shops = [shop(1, { name: `Дом ${change}` })]
    status.touch()
    await vi.advanceTimersByTimeAsync(10)
  }
  expect(told).toHaveLength(1)
  await vi.advanceTimersByTimeAsync(1000)
  expect(told.map(word => word.shops[0]?.name)).toEqual(['Дом 1', 'Дом 49'])
  status.touch()
  await vi.advanceTimersByTimeAsync(5000)
  expect(told).toHaveLength(2)
  await tasks.close()
})

test('a look that took longer than the next one tells nothing old', async () => {
  const { told, figures, status, slow, tasks } = watched([shop(1)])
  const answer = slow()
  figures.set(1, { units: 1, revenue: 1, currency: 'RUB' })
  status.touch()
  await vi.advanceTimersByTimeAsync(500)
  status.touch()
  await vi.advanceTimersByTimeAsync(1000)
  expect(told.map(word => word.shops[0]?.units)).toEqual([1])
  answer(new Map([[1, { units: 0, revenue: 0, currency: 'RUB' }]]))
  await vi.advanceTimersByTimeAsync(5000)
  expect(told.map(word => word.shops[0]?.units)).toEqual([1])
  await tasks.close()
})

test('nothing is looked at while nothing changes, but for midnight in Moscow, when yesterday ends', async () => {
  const { world, told, figures, status, tasks } = watched([shop(1)])
  figures.set(1, { units: 12, revenue: 345_600, currency: 'RUB' })
  status.touch()
  await vi.advanceTimersByTimeAsync(2000)
  expect(world.looks).toBe(1)
  // 12:00 in UTC is 15:00 in Moscow.
  await vi.advanceTimersByTimeAsync(9 * 3_600_000 - 3000)
  expect(world.looks).toBe(1)
  figures.set(1, { units: null, revenue: null, currency: 'RUB' })
  await vi.advanceTimersByTimeAsync(1000)
  expect(told.map(word => word.shops[0]?.units)).toEqual([12, null])
  await tasks.close()
  await vi.advanceTimersByTimeAsync(48 * 3_600_000)
  expect(world.looks).toBe(2)
})

test('the last load of a shop whose orders could not be refreshed is told with them', async () => {
  const { world, figures, status, tasks } = watched([shop(1), shop(2)])
  figures.set(1, { units: 3, revenue: 100, currency: 'RUB' })
  world.lateSince.set(1, '2026-11-18T06:00:00.000Z')
  const { shops } = await status.handlers['status.get']()
  expect(shops.map(({ units, lateSince }) => ({ units, lateSince }))).toEqual([
    { units: 3, lateSince: '2026-11-18T06:00:00.000Z' },
    { units: null, lateSince: null },
  ])
  await tasks.close()
})
