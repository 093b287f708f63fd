import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { play } from '../../../tests/support/play.ts'
import { LoadError } from '../../core/errors.ts'
import { galleryHash } from '../../core/parse/hash.ts'

const listed = (product_id: number, more: Readonly<Record<string, unknown>> = {}) => ({
  product_id,
  offer_id: `A-${product_id}`,
  archived: false,
  ...more,
})
const info = (id: number | string, more: Readonly<Record<string, unknown>> = {}) => ({
  id,
  offer_id: `A-${id}`,
  name: 'Плед',
  ...more,
})
interface Cabinet {
  readonly all: readonly unknown[]
  readonly archived?: readonly unknown[]
  readonly info?: readonly unknown[]
  readonly attributes?: readonly unknown[]
  readonly total?: number
}
const load = async ({ all, archived = [], ...of }: Cabinet) => {
  const played = await play('ozon.catalogue.products', ({ path, body }) => {
    if (path.endsWith('/attributes')) return { result: of.attributes ?? [], last_id: '', total: 0 }
    if (path.endsWith('/info/list')) return { items: of.info ?? [] }
    const asked = body as { filter: { visibility: string }; last_id: string }
    const own = asked.filter.visibility === 'ARCHIVED' ? archived : all
    const items = asked.last_id === '' ? own.slice(0, 2) : own.slice(2)
    // The last page has a cursor too.
    return { result: { items, total_items: of.total ?? own.length, last_id: `after-${asked.last_id}` } }
  })
  return {
    ...played,
    products: played.rows.dim_ozon_products ?? [],
    skus: played.rows.dim_ozon_product_skus ?? [],
  }
}

describe('the catalogue', () => {
  test('holds what is on sale and what is archived, over pages shorter than what was asked for', async () => {
    const { products, requests } = await load({
      all: [listed(1), listed(2), listed(3)],
      archived: [listed(4, { archived: true })],
    })
    expect(products.map(row => [row.product_id, row.is_archived])).toEqual([
      [1, false],
      [2, false],
      [3, false],
      [4, true],
    ])
    expect(requests.filter(({ path }) => path === '/v3/product/list')).toHaveLength(3)
  })

  test('with fewer products than announced is an error of shape', async () => {
    await expect(load({ all: [listed(1), listed(2), listed(3)], total: 9 })).rejects.toMatchObject({
      kind: 'shape',
    })
  })

  test('without an announced total ends on a short page', async () => {
    const { rows } = await play('ozon.catalogue.products', ({ path, body }) =>
      path.endsWith('/attributes')
        ? { result: [] }
        : path.endsWith('/info/list')
          ? { items: [] }
          : { result: { items: JSON.stringify(body).includes('ARCHIVED') ? [] : [listed(1)], last_id: 'x' } },
    )
    expect(rows.dim_ozon_products).toHaveLength(1)
  })

  test('keeps a product that info does not know, and maps by id whatever the order', async () => {
    const { products } = await load({ all: [listed(1), listed(2)], info: [info('2', { price: '3300.00' })] })
    expect(products.map(row => [row.product_id, row.offer_id, row.price])).toEqual([
      [1, 'A-1', null],
      [2, 'A-2', 330000],
    ])
  })

  test('takes the brand from attribute 85 and keeps all attributes', async () => {
    const attributes = [
      { id: 9048, complex_id: 0, values: [{ dictionary_value_id: 0, value: 'X' }] },
      { id: '85', complex_id: 0, values: [{ dictionary_value_id: 971163125, value: 'BOROFONE' }] },
    ]
    const { products } = await load({
      all: [listed(1)],
      attributes: [{ id: 1, height: 10, weight: '50', attributes }],
    })
    expect(products[0]).toMatchObject({ brand: 'BOROFONE', height: 10, weight: 50 })
    expect(products[0]?.attributes).toHaveLength(2)
  })

  test('has every SKU of a product, and knows which is the one of the shop window', async () => {
    const { skus } = await load({
      all: [listed(1, { sku: 11 }), listed(2)],
      info: [
        info(1, {
          sku: 11,
          sources: [
            { sku: 11, source: 'sds', created_at: '2026-05-22T10:36:29.193052Z' },
            { sku: 12, source: 'fbs' },
          ],
          stocks: { stocks: [{ sku: 13, present: 1, source: 'fbo' }] },
        }),
        info(2, { sku: 0, sources: [{ sku: 21, source: 'sds' }] }),
      ],
    })
    expect(skus.map(row => [row.product_id, row.sku, row.is_main, row.source])).toEqual([
      [1, 11, true, 'sds'],
      [1, 12, false, 'fbs'],
      [1, 13, false, null],
      [2, 21, true, 'sds'],
    ])
  })

  test('puts the main photo first and counts it once', async () => {
    const { products } = await load({
      all: [listed(1)],
      info: [info(1, { primary_image: ['https://a/2.jpg'], images: ['https://a/1.jpg', 'https://a/2.jpg'] })],
    })
    expect(products[0]).toMatchObject({
      main_image_url: 'https://a/2.jpg',
      all_images_json: ['https://a/2.jpg', 'https://a/1.jpg'],
    })
  })
})

describe('a snapshot', () => {
  const snapshot = async (...items: readonly unknown[]) =>
    (await play('ozon.snapshot.products', () => ({ items }), { ids: [1], to: '2026-11-24' })).rows

  test('is four facts of one page, each on its day', async () => {
    const rows = await snapshot(
      info(1, {
        sku: 11,
        price: '3300.00',
        old_price: '',
        promotions: [{ type: 'REVIEWS_PROMO', is_enabled: true }],
        availabilities: [{ sku: 11, source: 'sds', availability: 'HIDDEN', reasons: [{ id: 1 }] }],
        commissions: [
          { sale_schema: 'FBO', percent: 48, value: 1104.96, delivery_amount: 25, return_amount: 89 },
          { sale_schema: 'RFBS', percent: 54, value: 1243.08 },
        ],
        stocks: {
          stocks: [
            { sku: 11, source: 'fbo', present: 14, reserved: 1 },
            { sku: 12, source: 'fbs', present: 3, reserved: 0 },
          ],
        },
        price_indexes: {
          color_index: 'COLOR_INDEX_SUPER',
          external_index_data: { minimal_price: '1517.00' },
        },
      }),
    )
    expect(rows.fact_ozon_promotions).toEqual([
      { product_id: 1, promo_type: 'REVIEWS_PROMO', dt: '2026-11-24', offer_id: 'A-1', is_enabled: true },
    ])
    expect(rows.fact_ozon_availability).toMatchObject([
      { sku: 11, availability: 'HIDDEN', reasons: [{ id: 1 }] },
    ])
    expect(rows.fact_ozon_commissions).toMatchObject([
      { sale_schema: 'FBO', value: 110496, return_amount: 8900 },
      { sale_schema: 'RFBS', value: 124308, return_amount: null },
    ])
    expect(rows.fact_ozon_inventory).toMatchObject([
      {
        price: 330000,
        old_price: null,
        stocks_fbo: 14,
        stocks_fbs: 3,
        reserved_fbo: 1,
        stocks_total: 17,
        price_index_color: 'SUPER',
        competitor_min_price: 151700,
      },
    ])
  })

  test('whose stocks do not say their scheme knows only their sum', async () => {
    const rows = await snapshot(info(1, { stocks: { stocks: [{ sku: 11, present: 20, reserved: 0 }] } }))
    expect(rows.fact_ozon_inventory).toMatchObject([{ stocks_fbo: null, stocks_fbs: null, stocks_total: 20 }])
  })
})

describe('the fingerprints of a product', () => {
  const load = async (items: readonly unknown[], describe: (id: number) => unknown) =>
    (
      await play(
        'ozon.content.hashes',
        ({ path, body }) =>
          path.endsWith('/description') ? describe((body as { product_id: number }).product_id) : { items },
        { ids: [1, 2] },
      )
    ).rows.dim_ozon_product_content ?? []
  const images = ['https://cdn1.ozone.ru/s3/a/1.jpg?x=1', 'https://cdn1.ozone.ru/s3/a/2.jpg']

  test('are MD5 of title, description and gallery', async () => {
    const rows = await load([info(1, { images })], id => ({ result: { id, description: '' } }))
    expect(rows).toMatchObject([
      {
        product_id: 1,
        title_hash: createHash('md5').update('Плед').digest('hex'),
        description_hash: 'd41d8cd98f00b204e9800998ecf8427e',
        images_hash: galleryHash(images),
        main_image_url: images[0],
        images_count: 2,
      },
    ])
  })

  test('are the same on another host of the CDN, and others in another order', () => {
    const moved = images.map(url => url.replace('cdn1.ozone.ru', 'ir.ozone.ru').replace('?x=1', ''))
    expect(galleryHash(moved)).toBe(galleryHash(images))
    expect(galleryHash([...images].reverse())).not.toBe(galleryHash(images))
  })

  test('of a product whose description is gone stay as they were', async () => {
    const rows = await load([info(1, { images }), info(2, { images })], id =>
      id === 1 ? new LoadError('not_found', '404') : { result: { id, description: 'x' } },
    )
    expect(rows.map(row => row.product_id)).toEqual([2])
  })

  test('of which an answer leaves out the name, every photo or the description stay as they were', async () => {
    const told = { ...info(1, { images }), description: 'x' }
    const left = async (...fields: readonly string[]) => {
      const some = Object.fromEntries(Object.entries(told).filter(([field]) => !fields.includes(field)))
      const { description } = some
      return (await load([some], id => ({ result: { id, description } }))).length
    }
    expect(await left()).toBe(1)
    expect(await left('primary_image')).toBe(1)
    for (const fields of [['name'], ['primary_image', 'images'], ['description']])
      expect(await left(...fields), fields.join()).toBe(0)
  })
})
