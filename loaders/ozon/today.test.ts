import { describe, expect, test } from 'vitest'
import { play } from '../../tests/support/play.ts'
import { LoadError } from '../core/errors.ts'

const today = { from: '2026-11-24', to: '2026-11-24', window: { start: '2026-11-24', days: 1 } }

describe('stocks by warehouse', () => {
  const item = (more: Readonly<Record<string, unknown>> = {}) => ({
    sku: 220279573,
    offer_id: 'A-1',
    name: 'Плед',
    warehouse_id: 1020002007530000,
    warehouse_name: 'ТЮМЕНЬ_РФЦ',
    item_tags: [],
    placement_zone: 'SORT',
    available_stock_count: 3,
    requested_stock_count: 4,
    transit_stock_count: 5,
    ads: 0.6667,
    idc: 21,
    idc_cluster: null,
    ...more,
  })
  const load = async (...items: readonly unknown[]) => {
    const { rows } = await play('ozon.stocks.fbo', () => ({ items }), { ...today, ids: [220279573] })
    return rows.fact_ozon_warehouse_stocks ?? []
  }

  test('keep what is tagged apart from what is not, and lose neither', async () => {
    const rows = await load(item(), item({ item_tags: ['MARKABLE', 'FBS_RETURN'], available_stock_count: 2 }))
    expect(rows.map(row => [row.item_tags, row.free_to_sell, row.promised])).toEqual([
      ['', 3, 9],
      ['FBS_RETURN,MARKABLE', 2, 9],
    ])
  })

  test('know a pick-up point by its negative id, and a zone as a text and as a list', async () => {
    const rows = await load(
      item({ warehouse_id: -1008198, warehouse_name: 'ПВЗ_1008198', placement_zone: ['A', 'B'] }),
    )
    expect(rows).toMatchObject([{ warehouse_id: -1008198, placement_zone: 'A,B', days_of_stock: 21 }])
  })

  test('come from the older method when the present one is gone: the own SKUs of a batch, added up, once a page', async () => {
    const row = (sku: number, free: number) => ({
      sku,
      item_code: 'A',
      free_to_sell_amount: free,
      warehouse_name: 'X',
    })
    const answer = (rows: readonly unknown[]) => () => ({ result: { rows } })
    const old =
      (of: () => unknown) =>
      ({ path }: { path: string }) =>
        path.startsWith('/v1') ? new LoadError('obsolete', '404') : of()
    const batch = { ...today, ids: ['1'] }
    const { rows } = await play('ozon.stocks.fbo', old(answer([row(1, 3), row(1, 4), row(2, 9)])), batch)
    expect(rows.fact_ozon_warehouse_stocks).toMatchObject([{ sku: 1, free_to_sell: 7, warehouse_id: null }])
    const full = Array.from({ length: 1000 }, () => row(1, 1))
    await expect(play('ozon.stocks.fbo', old(answer(full)), batch)).rejects.toMatchObject({ kind: 'shape' })
  })
})

describe('stocks by product', () => {
  const stocks = [
    { type: 'fbo', present: 20, reserved: 1, sku: 11 },
    { type: 'fbs', present: 5, reserved: 2, sku: 12 },
    { type: 'rfbs', present: 0, reserved: 0, sku: 12 },
  ]
  const answer = (_: unknown, asked: number) =>
    asked === 1
      ? { items: [{ product_id: 1, offer_id: 'A', stocks }], total: '1', cursor: 'x' }
      : { items: [], total: 0 }

  test('are kept for every scheme, zeros too', async () => {
    const { rows } = await play('ozon.stocks.products', answer, today)
    expect(rows.fact_ozon_product_stocks?.map(row => [row.stock_type, row.present])).toEqual([
      ['fbo', 20],
      ['fbs', 5],
      ['rfbs', 0],
    ])
  })

  test('never put Ozon’s own goods beside the warehouses a second time', async () => {
    const { rows } = await play('ozon.stocks.products', answer, today)
    expect(rows.fact_ozon_warehouse_stocks).toMatchObject([
      { sku: 12, warehouse_type: 'fbs', warehouse_name: 'FBS', free_to_sell: 3, reserved: 2 },
    ])
  })
})

describe('prices', () => {
  test('are kept by product, with acquiring in roubles and delivery as what it is', async () => {
    const item = {
      product_id: 1,
      offer_id: 'A',
      acquiring: 2.73,
      price: {
        price: 273,
        marketing_seller_price: 270.5,
        declared_price: { amount: '1000', currency: 'RUB' },
        vat: 0.2,
      },
      commissions: { sales_percent_fbo: 19.1, fbo_direct_flow_trans_min_amount: 19.32 },
      marketing_actions: null,
      price_indexes: { color_index: 'GREEN', ozon_index_data: {} },
    }
    const { rows } = await play(
      'ozon.prices.list',
      (_, asked) =>
        asked === 1
          ? { items: [item, { product_id: 2, price: '', commissions: {} }], total_items: 2 }
          : { items: [], total_items: 0 },
      today,
    )
    expect(rows.fact_ozon_prices).toMatchObject([
      {
        product_id: 1,
        acquiring: 273,
        marketing_price: 27050,
        declared_price: 100000,
        fbo_commission_percent: 19.1,
        fbo_direct_flow_trans_min: 1932,
        price_index_color: 'GREEN',
        marketing_actions: null,
      },
      { product_id: 2, price: null, acquiring: null },
    ])
  })

  test('of fewer products than announced are an error of shape', async () => {
    const cut = play('ozon.prices.list', (_, asked) =>
      asked === 1
        ? { items: [{ product_id: 1 }], total_items: 5, cursor: 'a' }
        : { items: [], total_items: 5, cursor: '' },
    )
    await expect(cut).rejects.toMatchObject({ kind: 'shape' })
  })
})

describe('the rating of the seller', () => {
  const load = (more: Readonly<Record<string, unknown>>) =>
    play(
      'ozon.seller_rating.summary',
      () => ({
        groups: [
          {
            group_name: 'Оценка',
            items: [
              {
                name: 'Оценка товаров',
                rating: 'rating_review',
                current_value: 4.8,
                past_value: '4,7',
                value_type: 'REVIEW_SCORE',
                status: 'OK',
                change: null,
              },
            ],
          },
        ],
        ...more,
      }),
      today,
    )

  test('is read with its localization as an object, as a list and without it', async () => {
    const index = (localization_percentage: number, calculation_date: string) => ({
      localization_percentage,
      calculation_date,
    })
    const newest = index(65, '2026-11-20T00:00:00Z')
    for (const localization_index of [newest, [index(50, '2026-11-01T00:00:00Z'), newest]]) {
      const { rows } = await load({ localization_index })
      expect(rows.fact_ozon_seller_status).toMatchObject([
        { localization_percentage: 65, localization_date: '2026-11-20' },
      ])
    }
    for (const localization_index of [null, [], undefined, '']) {
      const { rows } = await load({ localization_index })
      expect(rows.fact_ozon_seller_status).toMatchObject([{ localization_percentage: null }])
    }
  })

  test('takes a status as a word and as an object with one, and counts a word that it does not know', async () => {
    const item = {
      name: 'X',
      rating: 'x',
      current_value: 1,
      value_type: 'PARSECS',
      status: { key: 'CRITICAL' },
    }
    const { rows, unmapped } = await load({ groups: [{ group_name: null, items: [item] }] })
    expect(rows.fact_ozon_seller_rating).toMatchObject([
      { rating: 'x', rating_status: 'CRITICAL', value_type: 'PARSECS' },
    ])
    expect(unmapped).toEqual(['rating value type: PARSECS'])
  })
})

test('the rating of a card keeps its groups whole and knows rich content from none', async () => {
  const groups = [
    { key: 'media', rating: 20, weight: 25, conditions: [] },
    { key: 'text', rating: 50, weight: 20, conditions: [{ key: 'text_rich', fulfilled: false, cost: 100 }] },
  ]
  const { rows } = await play(
    'ozon.content_rating.skus',
    () => ({
      products: [
        { sku: '1626044001', rating: 70, groups },
        { sku: 2, rating: null, groups: null },
      ],
    }),
    { ...today, ids: ['1626044001', 2] },
  )
  expect(rows.fact_ozon_content_rating).toMatchObject([
    {
      sku: 1626044001,
      rating: 70,
      media_rating: 20,
      description_rating: 50,
      attributes_rating: null,
      has_rich_content: false,
    },
    { sku: 2, rating: null, has_rich_content: null, groups: null },
  ])
})
