import { describe, expect, test } from 'vitest'
import { play, streamOf } from '../../../tests/support/play.ts'
import { CURSOR_KEY } from '../../core/declare/stream.ts'
import { md5 } from '../../core/parse/hash.ts'

const card = (nmID: number, more: Readonly<Record<string, unknown>> = {}) => ({
  nmID,
  imtID: 9,
  vendorCode: 'плед-1',
  subjectID: 105,
  subjectName: 'Пледы',
  brand: 'Лён',
  title: 'Плед',
  description: 'Тёплый',
  photos: [{ big: `https://basket-10.wbbasket.ru/vol1/part1/${nmID}/images/big/1.webp`, tm: 'x' }],
  dimensions: { length: 55, width: 40, height: 15, weightBrutto: 6.24, isValid: false },
  sizes: [{ chrtID: nmID * 10, techSize: '0', skus: ['2000000000017', '2000000000024'] }],
  createdAt: '2023-12-06T11:17:00.96577Z',
  updatedAt: '2023-12-06T11:17:00.96577Z',
  ...more,
})
const page = (cards: readonly unknown[], updatedAt = '2023-12-06T11:17:00Z', nmID = 1) => ({
  cards,
  cursor: { updatedAt, nmID, total: cards.length },
})
const full = (start: number) => Array.from({ length: 100 }, (_, index) => card(start + index))
const cursorOf = (request: { body?: unknown } | undefined) =>
  (request?.body as { settings: { cursor: unknown } } | undefined)?.settings.cursor

describe('cards', () => {
  test('fill a product, its sizes and its fingerprints', async () => {
    const { rows } = await play('wb.content.cards', () =>
      page([card(1, { documents: { ok: 1 }, gtin: '4600000000000' })]),
    )
    expect(rows.dim_wb_products).toMatchObject([
      {
        nm_id: 1,
        imt_id: 9,
        name: 'Плед',
        category: 'Пледы',
        length: 55,
        weight_brutto: 6.24,
        created_at: '2023-12-06T11:17:00.965Z',
        extra: { documents: { ok: 1 }, gtin: '4600000000000' },
      },
    ])
    expect(rows.dim_wb_sizes).toMatchObject([
      { chrt_id: 10, nm_id: 1, barcodes: ['2000000000017', '2000000000024'] },
    ])
    expect(rows.dim_wb_product_content).toMatchObject([
      {
        title_hash: md5('Плед'),
        description_hash: md5('Тёплый'),
        photos_hash: md5('/vol1/part1/1/images/big/1.webp'),
        photos_count: 1,
      },
    ])
  })

  test('without photos, sizes, tags and dimensions are cards all the same', async () => {
    const bare = { nmID: 7, vendorCode: null, photos: null, sizes: [], tags: null, dimensions: {} }
    const { rows } = await play('wb.content.cards', () => page([bare]))
    expect(rows.dim_wb_products).toMatchObject([{ nm_id: 7, name: '', main_image_url: null, length: null }])
  })

  test('without a text have an empty one, unless the answer says nothing of it for any card', async () => {
    const bare = { nmID: 7, vendorCode: null, photos: null }
    const told = await play('wb.content.cards', () => page([bare, card(8, { description: '' })]))
    expect(told.rows.dim_wb_product_content).toMatchObject([
      { nm_id: 7, photos_count: 0, title_hash: md5(''), title: '', description: '', photos: [] },
      { nm_id: 8, photos_count: 1, title: 'Плед', description: '' },
    ])
    const silent = [bare, { ...card(8), description: undefined }]
    const { rows } = await play('wb.content.cards', () => page(silent))
    expect(rows.dim_wb_products).toHaveLength(2)
    expect(rows.dim_wb_product_content).toEqual([])
  })

  test('go on with the cursor of the answer, as it was written', async () => {
    const { rows, requests } = await play('wb.content.cards', (_, asked) =>
      asked === 1 ? page(full(1), '2024-01-01T00:00:00Z', 100) : page([card(500)]),
    )
    expect(rows.dim_wb_products).toHaveLength(101)
    expect(cursorOf(requests[0])).toEqual({ limit: 100 })
    expect(cursorOf(requests[1])).toEqual({ limit: 100, updatedAt: '2024-01-01T00:00:00Z', nmID: 100 })
    expect(requests[0]?.body).toMatchObject({ settings: { filter: { withPhoto: -1 } } })
  })

  test('begin behind the cursor within a day, and anew on the next', async () => {
    const cursor = JSON.stringify({ updatedAt: '2024-01-01T00:00:00Z', nmID: 100 })
    const kept = (pass: string) =>
      new Map([
        ['pass', pass],
        [CURSOR_KEY, cursor],
      ] as const)
    const ask = (pass: string) => play('wb.content.cards', () => page([]), {}, kept(pass))
    expect(cursorOf((await ask('2026-07-01')).requests[0])).toMatchObject({ nmID: 100 })
    const next = await ask('2026-06-30')
    expect(cursorOf(next.requests[0])).toEqual({ limit: 100 })
    expect(next.notes.get('pass')).toBe('2026-07-01')
  })

  test('whose cursor stands still are an error of shape', async () => {
    await expect(play('wb.content.cards', () => page(full(1)))).rejects.toMatchObject({ kind: 'shape' })
  })

  test('mark each page with the cursor behind it', () => {
    const { cursor } = streamOf('wb.content.cards')
    expect(cursor?.({ cards: [card(1)], cursor: { updatedAt: 'x', nmID: 1, total: 1 } })).toBe(
      '{"updatedAt":"x","nmID":1}',
    )
    expect(cursor?.({ cards: [], cursor: { updatedAt: 'x', nmID: 1, total: 0 } })).toBeNull()
  })
})

test('the trash is kept apart, by its own cursor', async () => {
  const { rows, requests } = await play('wb.content.trash', (_, asked) =>
    asked === 1
      ? { cards: full(1), cursor: { trashedAt: '2026-01-01T00:00:00Z', nmID: 100, total: 100 } }
      : { cards: [card(900, { trashedAt: '2026-02-01T00:00:00Z' })], cursor: { total: 1 } },
  )
  expect(rows.dim_wb_trash).toHaveLength(101)
  expect(rows.dim_wb_trash?.at(-1)).toMatchObject({ nm_id: 900, trashed_at: '2026-02-01T00:00:00.000Z' })
  expect(cursorOf(requests[1])).toMatchObject({ trashedAt: '2026-01-01T00:00:00Z', nmID: 100 })
})
