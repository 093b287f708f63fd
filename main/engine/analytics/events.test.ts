import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { EventsQuery } from '#contract/events.ts'
import { allDetectors, allTables } from '../../../loaders/index.ts'
import { openStores, type Stores } from '../store/opening/open.ts'
import { eventFeed } from './events.ts'

const folder = mkdtempSync(join(tmpdir(), 'prilavok-feed-'))
let stores: Stores
beforeAll(async () => {
  stores = await openStores({
    dataDir: folder,
    migrationsDir: join(import.meta.dirname, '../../../resources/migrations'),
    tables: allTables,
  })
  const { dims } = stores
  dims.exec(`
    INSERT INTO dim_ozon_products (shop_id, product_id, offer_id, name, is_archived, main_image_url) VALUES (1, 7, 'DM-7/белый', 'Плед «Ёлка»', 0, 'https://x/7.jpg');
    INSERT INTO dim_wb_products (shop_id, nm_id, vendor_code, name, seen_on) VALUES (2, 7, 'TD-7', 'Кружка', '2026-05-01');
  `)
  const insert = dims.prepare(
    `INSERT INTO event_log (shop_id, id, created_at, event_type, entity, entity_id, old_value, new_value, metadata) VALUES (?, ?, ?, ?, 'product', ?, 'a', 'b', '{"field":"title"}')`,
  )
  for (let id = 1; id <= 120; id += 1) {
    const at = new Date(Date.parse('2026-05-01T20:00:00.000Z') + Math.floor(id / 2) * 3_600_000).toISOString()
    insert.run(
      id % 2 ? 1 : 2,
      id,
      at,
      id % 2 ? 'OZON_SEO_CHANGE' : 'CONTENT_TITLE_CHANGED',
      id === 119 ? '8' : '7',
    )
  }
})
afterAll(async () => {
  await stores.close()
  rmSync(folder, { recursive: true, force: true })
})

const feed = (query: Partial<EventsQuery> = {}) =>
  eventFeed(stores.dims, {
    shopIds: null,
    kinds: null,
    from: null,
    to: null,
    text: '',
    before: null,
    ...query,
  })
const ids = (query: Partial<EventsQuery>) => feed(query).events.map(({ id }) => id)

it('a type that several detectors tell of is told apart by its field', () => {
  for (const [type, same] of Map.groupBy(allDetectors, detector => detector.type)) {
    const fields = same.map(({ field }) => field)
    if (same.length > 1) expect(fields, type).not.toContain(undefined)
    expect(new Set(fields).size, type).toBe(same.length)
  }
})

describe('the feed', () => {
  it('comes newest first, fifty at a time, each event once', () => {
    const all: number[] = []
    for (let before: number | null = null, more = true; more; ) {
      const page = feed({ before })
      more = page.more
      expect(page.events.length).toBeLessThanOrEqual(50)
      all.push(...page.events.map(({ id }) => id))
      before = page.events.at(-1)?.id ?? null
    }
    expect(all).toEqual(Array.from({ length: 120 }, (_, index) => 120 - index))
  })

  it('knows the product of each marketplace, and an event without one is there all the same', () => {
    const [newest, gone, third] = feed().events
    expect(newest).toMatchObject({ shopId: 2, article: 'TD-7', name: 'Кружка', picture: null })
    expect(gone).toMatchObject({ shopId: 1, productId: '8', article: null, name: null })
    expect(third).toMatchObject({
      shopId: 2,
      before: 'a',
      after: 'b',
      field: 'title',
      type: 'CONTENT_TITLE_CHANGED',
    })
  })

  it('is of the shops, kinds and Moscow days that are asked for', () => {
    expect(feed({ shopIds: [1] }).events.every(({ shopId }) => shopId === 1)).toBe(true)
    expect(feed({ shopIds: [] }).events).toEqual([])
    expect(ids({ kinds: ['title'] })).toHaveLength(50)
    expect(ids({ kinds: ['description', 'photos'] })).toEqual([])
    expect(ids({ kinds: [] })).toEqual([])
    // 20:00 UTC is 23:00 in Moscow; an hour later it is the next Moscow day.
    expect(ids({ from: '2026-05-01', to: '2026-05-01' })).toEqual([1])
    expect(feed({ from: '2026-05-02', to: '2026-05-02' }).events.map(({ day }) => day)).toEqual(
      Array(48).fill('2026-05-02'),
    )
  })

  it('is searched by name, article and id, whatever the capitals and the ё', () => {
    expect(feed({ text: ' елка ' }).events.every(({ shopId }) => shopId === 1)).toBe(true)
    expect(ids({ text: 'ПЛЕД' }).length).toBe(50)
    expect(feed({ text: 'td-7' }).events.every(({ shopId }) => shopId === 2)).toBe(true)
    expect(ids({ text: '8' })).toEqual([119])
    expect(ids({ text: '%' })).toEqual([])
  })

  it('has one vocabulary of kinds over the words of both marketplaces, and leaves out what is no change of a card', () => {
    const { dims } = stores
    const words = [
      ['OZON_SEO_CHANGE', 'title', 'title'],
      ['OZON_SEO_CHANGE', 'description', 'description'],
      ['OZON_PHOTO_CHANGE', 'main_image', 'photos'],
      ['OZON_PHOTO_CHANGE', 'gallery', 'photos'],
      ['CONTENT_TITLE_CHANGED', 'title', 'title'],
      ['CONTENT_DESC_CHANGED', 'description', 'description'],
      ['CONTENT_MAIN_PHOTO_CHANGED', 'main_photo', 'photos'],
      ['CONTENT_PHOTO_ADDED', 'photos', 'photos'],
      ['CONTENT_PHOTO_REMOVED', 'photos', 'photos'],
      ['CONTENT_PHOTO_ORDER_CHANGED', 'photos', 'photos'],
      ['SOMETHING_ELSE', 'title', null],
    ] as const
    const insert = dims.prepare(
      `INSERT INTO event_log (shop_id, id, created_at, event_type, entity, entity_id, old_value, new_value, metadata)
       VALUES (3, ?, '2026-06-01T09:00:00.000Z', ?, 'product', '9', 'a', 'b', json_object('field', ?))`,
    )
    for (const [index, [type, field]] of words.entries()) insert.run(1000 + index, type, field)
    const told = (kinds: EventsQuery['kinds'] = null) =>
      feed({ shopIds: [3], kinds }).events.map(({ type, field, kind }) => [type, field, kind])
    const all = words.filter(([, , kind]) => kind !== null).toReversed()
    expect(told()).toEqual(all)
    for (const kind of ['title', 'description', 'photos'] as const)
      expect(told([kind])).toEqual(all.filter(each => each[2] === kind))
    dims.exec('DELETE FROM event_log WHERE shop_id = 3')
  })
})
