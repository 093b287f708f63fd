import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { AppNotification, Background, NotificationKind } from '#contract/schedule.ts'
import type { StepProgress } from '#contract/sync.ts'
import { allTables } from '../../../loaders/index.ts'
import { openStores, type Stores } from '../store/opening/open.ts'
import { saveDataset } from '../store/records/datasets.ts'
import { insertShop, type ShopChange, updateShop } from '../store/records/shops.ts'
import { openTasks, type Tasks } from '../tasks/tasks.ts'
import { notifications } from './notify.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const MIGRATIONS = join(import.meta.dirname, '../../../resources/migrations')
const EVERY = {
  key_expires: true,
  access_lost: true,
  load_finished: true,
  step_failing: true,
  content_changes: true,
}

let folder = ''
let stores: Stores
let clock = 0
let said: AppNotification[] = []
let background: Pick<Background, 'notify' | 'quiet'>
let tasks: Tasks
let watch: ReturnType<typeof notifications>

const open = async () => {
  stores = await openStores({ dataDir: folder, migrationsDir: MIGRATIONS, tables: allTables })
  tasks = openTasks(() => {})
  watch = notifications({
    dims: stores.dims,
    tasks,
    now: () => clock,
    background: () => background,
    emit: notification => said.push(notification),
  })
}
const close = async () => {
  await tasks.close()
  await stores.close()
}
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'prilavok-notify-'))
  clock = Date.parse('2026-11-18T09:00:00Z')
  said = []
  background = { notify: EVERY, quiet: null }
  await open()
})
afterEach(async () => {
  await close()
  rmSync(folder, { recursive: true, force: true })
})

const shop = (name: string, change: ShopChange = {}) => {
  const { id } = insertShop(stores.dims, {
    name,
    marketplace: 'ozon',
    clientId: name,
    perfClientId: null,
    demo: false,
  })
  updateShop(stores.dims, id, change)
  return id
}
/** The notifications that are due now, each only once. */
const look = (): AppNotification[] => {
  said = []
  watch.look()
  const first = said
  said = []
  watch.look()
  expect(said).toEqual([])
  return first
}
const kinds = () => look().map(({ kind }) => kind)
const without = (kind: NotificationKind) => ({ ...background, notify: { ...EVERY, [kind]: false } })

describe('a key that expires', () => {
  test('is announced 14 and 3 days before and on its last day in Moscow, once each', () => {
    const at = '2026-12-20T12:00:00.000Z'
    shop('Дом', { keyExpiresAt: at })
    const days: (string | number | undefined)[] = []
    for (; clock < Date.parse(at) + 3 * DAY; clock += 6 * HOUR)
      for (const { items } of look()) days.push(items[0]?.days)
    expect(days).toEqual([14, 3, 0])
  })

  test('is announced only for the nearest date when the app was off in between', () => {
    shop('Дом', { keyExpiresAt: '2026-11-20T12:00:00.000Z' })
    expect(look()).toMatchObject([{ kind: 'key_expires', page: '/shops', items: [{ days: 2 }] }])
    clock += 2 * DAY
    expect(look()).toMatchObject([{ items: [{ days: 0 }] }])
  })

  test('is announced again when it is a new one', () => {
    const id = shop('Дом', { keyExpiresAt: '2026-11-20T12:00:00.000Z' })
    look()
    updateShop(stores.dims, id, { keyExpiresAt: '2026-11-21T12:00:00.000Z' })
    expect(look()).toMatchObject([{ items: [{ days: 3 }] }])
  })

  test('comes with those of other shops', () => {
    for (const name of ['Дом', 'Сад']) shop(name, { keyExpiresAt: '2026-11-20T12:00:00.000Z' })
    const [one, ...more] = look()
    expect(one?.items.map(item => item.shop)).toEqual(['Дом', 'Сад'])
    expect(more).toEqual([])
  })
})

describe('access that is lost', () => {
  test('is announced once, however often it is retried, and once more when access is lost again', async () => {
    const id = shop('Дом', { status: 'auth_error' })
    expect(look()).toEqual([{ kind: 'access_lost', page: '/shops', items: [{ shop: 'Дом' }] }])
    for (const status of ['syncing', 'auth_error', 'syncing', 'auth_error'] as const) {
      updateShop(stores.dims, id, { status })
      expect(kinds()).toEqual([])
    }
    updateShop(stores.dims, id, { status: 'active' })
    expect(kinds()).toEqual([])
    updateShop(stores.dims, id, { status: 'auth_error' })
    expect(kinds()).toEqual(['access_lost'])
  })
})

const word = (step: string, status: StepProgress['status'], kind: string | null = null): StepProgress => ({
  step,
  status,
  rows: 0,
  added: 0,
  changed: 0,
  slice: 0,
  slices: 0,
  from: null,
  to: null,
  kind,
  message: null,
  until: null,
  notices: [],
})

describe('a first load that has ended', () => {
  const run = (shopId: number, first: 0 | 1, status: string, steps: StepProgress[] = []) =>
    stores.dims
      .prepare(
        `INSERT INTO runs (shop_id, id, first, trigger, status, started_at, ended_at, requests, waited, percent, steps)
         SELECT ?, coalesce(max(id), 0) + 1, ?, 'person', ?, ?, ?, 0, 0, 0, ? FROM runs`,
      )
      .run(
        shopId,
        first,
        status,
        new Date(clock).toISOString(),
        status === 'running' ? null : new Date(clock).toISOString(),
        JSON.stringify(steps),
      )

  test('is announced with what failed in it; a refresh is not', () => {
    const [whole, partly, running] = [shop('Дом'), shop('Сад'), shop('Лес')]
    run(whole, 1, 'done', [word('ozon.orders', 'done')])
    run(partly, 1, 'failed', [word('ozon.orders', 'done'), word('ozon.returns', 'failed', 'server')])
    run(running, 1, 'running')
    const items = [{ shop: 'Дом' }, { shop: 'Сад', steps: 'ozon.returns' }]
    expect(look()).toEqual([{ kind: 'load_finished', page: '/', items }])
    run(whole, 0, 'done')
    run(partly, 1, 'done')
    expect(kinds()).toEqual([])
  })

  test('is no news after a day', () => {
    run(shop('Дом'), 1, 'done')
    clock += DAY + 1
    expect(kinds()).toEqual([])
  })
})

describe('a step that fails', () => {
  const say = (shopId: number, status: StepProgress['status']) =>
    saveDataset(stores.dims, shopId, word('ozon.returns', status, 'server'), new Date(clock).toISOString())

  test('is announced after a day of failures, and again only after a success in between', () => {
    const id = shop('Дом')
    const told: number[] = []
    const began = clock
    const pass = (hours: number, status: StepProgress['status']) => {
      for (const end = clock + hours * HOUR; clock < end; clock += HOUR) {
        say(id, status)
        if (kinds().length > 0) told.push((clock - began) / HOUR)
      }
    }
    pass(2, 'done')
    pass(23, 'failed')
    pass(1, 'done')
    expect(told).toEqual([])
    pass(60, 'failed')
    expect(told).toEqual([50])
    pass(1, 'done')
    pass(30, 'failed')
    expect(told).toEqual([50, 111])
  })

  test('is named with its reason', () => {
    const id = shop('Дом')
    say(id, 'failed')
    look()
    clock += DAY
    const items = [{ shop: 'Дом', step: 'ozon.returns', kind: 'server' }]
    expect(look()).toEqual([{ kind: 'step_failing', page: '/sync', items }])
  })

  test('of older history is none, which is tried again by itself', () => {
    const id = shop('Дом')
    const failed = word('ozon.older_orders', 'failed', 'server')
    saveDataset(stores.dims, id, failed, new Date(clock).toISOString())
    look()
    clock += 2 * DAY
    expect(kinds()).toEqual([])
  })

  test('of a shop without access is no matter of its own', () => {
    const id = shop('Дом')
    say(id, 'failed')
    look()
    clock += 2 * DAY
    updateShop(stores.dims, id, { status: 'auth_error' })
    expect(kinds()).toEqual(['access_lost'])
  })
})

describe('changes of cards', () => {
  const change = (shopId: number, type = 'OZON_SEO_CHANGE') =>
    stores.dims
      .prepare(
        `INSERT INTO event_log (shop_id, id, created_at, event_type, metadata) SELECT ?, coalesce(max(id), 0) + 1, ?, ?, '{"field":"title"}' FROM event_log`,
      )
      .run(shopId, new Date(clock).toISOString(), type)

  test('come as one digest a day, when everything is read; what comes later is in the next', () => {
    const [home, garden] = [shop('Дом'), shop('Сад', { status: 'syncing' })]
    for (const type of ['OZON_SEO_CHANGE', 'OZON_PHOTO_CHANGE']) change(home, type)
    expect(kinds()).toEqual([])
    for (const type of ['CONTENT_TITLE_CHANGED', 'CONTENT_PHOTO_ADDED']) change(garden, type)
    updateShop(stores.dims, garden, { status: 'active' })
    const items = [
      { shop: 'Дом', changes: 2 },
      { shop: 'Сад', changes: 2 },
    ]
    expect(look()).toEqual([{ kind: 'content_changes', page: '/events', items }])
    clock += HOUR
    change(home)
    expect(kinds()).toEqual([])
    clock += DAY
    change(garden)
    expect(look()[0]?.items).toEqual([
      { shop: 'Дом', changes: 1 },
      { shop: 'Сад', changes: 1 },
    ])
  })

  test('are not other events', () => {
    change(shop('Дом'), 'OZON_PRICE_CHANGE')
    expect(kinds()).toEqual([])
  })
})

describe('what the person chose', () => {
  test('a kind that is switched off is not said, nor made up for when it is switched on', () => {
    shop('Дом', { status: 'auth_error', keyExpiresAt: null })
    background = without('access_lost')
    expect(kinds()).toEqual([])
    background = { ...background, notify: EVERY }
    expect(kinds()).toEqual([])
  })

  test('quiet hours put off what is to be said', () => {
    shop('Дом', { status: 'auth_error' })
    const local = new Date(clock)
    const [from, to] = [0, 2].map(
      hours => `${String((local.getHours() + hours) % 24).padStart(2, '0')}:00`,
    ) as [string, string]
    background = { ...background, quiet: { from, to } }
    expect(kinds()).toEqual([])
    clock += 2 * HOUR
    expect(kinds()).toEqual(['access_lost'])
  })
})

test('a notice of the host is due only the first time, over restarts too', async () => {
  expect([watch.firstTime('stays_in_tray'), watch.firstTime('stays_in_tray')]).toEqual([true, false])
  await close()
  await open()
  expect([watch.firstTime('stays_in_tray'), watch.firstTime('stays_in_dock')]).toEqual([false, true])
})
