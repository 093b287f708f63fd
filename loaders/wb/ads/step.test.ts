import { describe, expect, test } from 'vitest'
import { play, streamOf } from '../../../tests/support/play.ts'
import type { RunContext } from '../../core/declare/slices.ts'
import { CURSOR_KEY } from '../../core/declare/stream.ts'
import { LoadError } from '../../core/errors.ts'

const refusal = (detail: string) =>
  new LoadError('bad_request', `GET /adv/v3/fullstats: 400 {"title":"invalid payload","detail":"${detail}"}`)
const nothing = refusal('there are no statistics for this advertising period')
const idsOf = (query: Readonly<Record<string, unknown>> | undefined) => String(query?.ids).split(',')

const figures = (views: number, clicks: number, sum: number, orders = 0, sum_price = 0) => ({
  views,
  clicks,
  sum,
  orders,
  sum_price,
  atbs: 0,
  shks: orders,
  canceled: 0,
})
const campaign = (advertId: number, day: Readonly<Record<string, unknown>>) => ({
  advertId,
  currency: 'RUB',
  days: [{ date: '2026-07-01T00:00:00Z', ...day }],
  boosterStats: [{ date: '2026-07-01T00:00:00Z', nm: 7, avg_position: 12 }],
})
const stats = (...campaigns: readonly unknown[]) =>
  play('wb.ads.stats', () => campaigns, { ids: [1] }).then(({ rows }) => rows.fact_wb_ad_daily)

describe('statistics', () => {
  test('of the apps are added up before a row is made of them', async () => {
    const rows = await stats(
      campaign(1, {
        ...figures(10, 3, 3.33, 1, 900),
        apps: [
          { appType: 1, nms: [{ nmId: 7, name: 'Плед', ...figures(4, 1, 1.11) }] },
          { appType: 32, nms: [{ nmId: 7, name: 'Плед', ...figures(6, 2, 2.22, 1, 900) }] },
        ],
      }),
    )
    expect(rows).toMatchObject([
      {
        nm_id: 7,
        dt: '2026-07-01',
        views: 10,
        clicks: 3,
        spend: 333,
        orders: 1,
        revenue: 90000,
        avg_position: 12,
      },
    ])
  })

  test('tell what was advertised from what was only ordered after the click', async () => {
    const rows = await stats(
      campaign(1, {
        ...figures(4, 1, 1.11, 1, 500),
        apps: [
          {
            nms: [
              { nmId: 7, ...figures(4, 1, 1.11) },
              { nmId: 8, ...figures(0, 0, 0, 1, 500) },
            ],
          },
        ],
      }),
    )
    expect(rows?.map(({ nm_id, is_associated }) => [nm_id, is_associated])).toEqual([
      [7, false],
      [8, true],
    ])
  })

  test('of a day without cards stand under card 0, and those beyond its cards too', async () => {
    const bare = await stats(campaign(1, { ...figures(4, 1, 1.11), apps: [] }))
    expect(bare).toMatchObject([{ nm_id: 0, views: 4, spend: 111, is_associated: false }])
    const more = await stats(
      campaign(1, { ...figures(4, 1, 1.11), apps: [{ nms: [{ nmId: 7, ...figures(3, 1, 0.81) }] }] }),
    )
    expect(more).toMatchObject([
      { nm_id: 7, spend: 81 },
      { nm_id: 0, views: 1, clicks: 0, spend: 30 },
    ])
  })

  test('that differ from their cards by rounding have no rest', async () => {
    const rows = await stats(
      campaign(1, { ...figures(4, 1, 1.12), apps: [{ nms: [{ nmId: 7, ...figures(4, 1, 1.11) }] }] }),
    )
    expect(rows).toHaveLength(1)
  })

  test.each([
    ['400 with words', nothing],
    ['400 in the words of before', refusal('there are no companies with correct intervals')],
    ['null', null],
    ['a list without the campaign', []],
  ])('that are none (%s) are none', async (_, answer) => {
    const { rows, unmapped } = await play('wb.ads.stats', () => answer, { ids: [1, 2] })
    expect(rows.fact_wb_ad_daily).toEqual([])
    expect(unmapped).toEqual([])
  })

  test('are looked for by halves where one id spoils the answer', async () => {
    const { rows, unmapped } = await play(
      'wb.ads.stats',
      ({ query }) => {
        const ids = idsOf(query)
        if (ids.includes('3')) return refusal('invalid ids')
        return ids.map(id => campaign(Number(id), { ...figures(1, 0, 1), apps: [] }))
      },
      { ids: [1, 2, 3, 4] },
    )
    expect(rows.fact_wb_ad_daily?.map(row => row.advert_id)).toEqual([1, 2, 4])
    expect(unmapped).toEqual(['campaign_without_statistics: 3'])
  })

  test('fail on any other 400', async () => {
    const asked = play('wb.ads.stats', () => refusal('max date range 31 days'), { ids: [1] })
    await expect(asked).rejects.toMatchObject({ kind: 'bad_request' })
  })
})

const charge = (advertId: number, updTime: string | null, updSum: number, paymentType = 'Счёт') => ({
  advertId,
  updNum: 0,
  updTime,
  updSum,
  paymentType,
  campName: 'лук',
  advertType: 9,
  advertStatus: 9,
})

test('charges without a document are as many as came, and a page that came twice over is one', async () => {
  const amounts = async (...page: readonly unknown[]) =>
    (await play('wb.ads.costs', () => page)).rows.fact_wb_ad_costs?.map(row => row.amount)
  const [open, other] = [charge(1, null, 500), charge(2, null, 300)]
  const dated = charge(1, '2026-07-01T22:12:54.060536+03:00', 24)
  expect(await amounts(open, open)).toEqual([50000, 50000])
  expect(await amounts(open, other, open, other)).toEqual([50000, 30000, 50000, 30000])
  expect(await amounts(dated, open, open)).toEqual([2400, 50000, 50000])
  expect(await amounts(dated, open, open, dated, open, open)).toEqual([2400, 50000, 50000])
  expect(await amounts(dated, open, dated, other)).toEqual([2400, 50000, 30000])
  expect(await amounts(dated, dated)).toEqual([2400])
})

test('charges without an id or a time are kept apart by their line', async () => {
  const { rows, requests } = await play(
    'wb.ads.costs',
    () => [
      charge(1, '2026-07-01T22:12:54.060536+03:00', 24),
      charge(1, '2026-07-01T23:12:54+03:00', 24),
      charge(1, '2026-07-01T21:12:54Z', 24),
      charge(1, null, 107),
      charge(1, null, 107, 'Баланс'),
    ],
    { from: '2026-06-01', to: '2026-07-02' },
  )
  expect(rows.fact_wb_ad_costs?.map(row => [row.dt, row.payment_type, row.line, row.amount])).toEqual([
    ['2026-07-01', 'Счёт', 1, 2400],
    ['2026-07-01', 'Счёт', 2, 2400],
    ['2026-07-02', 'Счёт', 1, 2400],
    ['2026-07-02', 'Счёт', 2, 10700],
    ['2026-07-02', 'Баланс', 1, 10700],
  ])
  expect(requests[0]?.query).toEqual({ from: '2026-06-01', to: '2026-07-02' })
})

const advert = (id: number, more: Readonly<Record<string, unknown>> = {}) => ({
  id,
  bid_type: 'manual',
  currency: 'RUB',
  status: 11,
  nm_settings: [
    { nm_id: 7, bids_kopecks: { search: 1100, recommendations: 0 }, subject: { id: 69, name: 'платья' } },
    { nm_id: 8, bids_kopecks: { search: 0, recommendations: 0 }, subject: null },
  ],
  settings: { name: 'Кампания ', payment_type: 'cpc', placements: { search: true, recommendations: false } },
  timestamps: {
    created: '2025-08-28T09:50:57.611559+03:00',
    started: null,
    deleted: '2100-01-01T00:00:00+03:00',
  },
  ...more,
})
const count = (...ids: readonly number[]) => ({
  adverts: [{ type: 9, status: 11, advert_list: ids.map(advertId => ({ advertId, changeTime: null })) }],
})

describe('campaigns', () => {
  test('have their details where there are any', async () => {
    const { rows } = await play('wb.ads.campaigns', ({ path }) =>
      path.endsWith('count') ? count(1, 2) : { adverts: [advert(2, { brand_new: 1 })] },
    )
    expect(rows.dim_wb_campaigns).toMatchObject([
      { advert_id: 1, type: 9, status: 11, name: null },
      {
        advert_id: 2,
        name: 'Кампания',
        payment_type: 'cpc',
        search_enabled: true,
        created_at: '2025-08-28T06:50:57.611Z',
        deleted_at: null,
        extra: { brand_new: 1 },
      },
    ])
    expect(rows.dim_wb_campaign_products).toMatchObject([
      { nm_id: 7, bid_search: 1100, bid_recommendations: null, subject: 'платья' },
      { nm_id: 8, bid_search: null },
    ])
  })

  test('that are none are none', async () => {
    const { rows, requests } = await play('wb.ads.campaigns', () => ({ adverts: null, all: 0 }))
    expect(rows.dim_wb_campaigns).toEqual([])
    expect(requests).toHaveLength(1)
  })

  test('are asked for by fifty, and go on behind the cursor', async () => {
    const all = count(...Array.from({ length: 120 }, (_, index) => 120 - index))
    const details = { adverts: [1, 51, 101].map(id => advert(id)) }
    const ask = (kept?: ReadonlyMap<string, string>) =>
      play('wb.ads.campaigns', ({ path }) => (path.endsWith('count') ? all : details), {}, kept)
    const first = await ask()
    expect(first.requests.map(({ query }) => query && idsOf(query).length)).toEqual([undefined, 50, 50, 20])
    const rest = await ask(new Map([[CURSOR_KEY, '100']]))
    expect(rest.rows.dim_wb_campaigns?.map(row => row.advert_id)).toEqual(
      Array.from({ length: 20 }, (_, index) => 101 + index),
    )
    expect(rest.notes.has(CURSOR_KEY)).toBe(false)
  })

  test('are listed by every run, and once a day where the other hours are needed for their bids', async () => {
    const slices = (...may: readonly string[]) =>
      streamOf('wb.ads.campaigns').slices({
        today: '2026-07-01',
        now: () => '2026-07-01T09:00:00.000Z',
        first: false,
        may: capability => may.includes(capability),
        ids: async () => [],
      })
    expect(await slices()).toMatchObject([{ window: 'since', open: true }])
    expect(await slices('base')).toMatchObject([{ window: { start: '2026-07-01', days: 1 }, open: false }])
  })

  test('that run are never left out of an answer all together', async () => {
    const asked = play('wb.ads.campaigns', ({ path }) => (path.endsWith('count') ? count(1, 2) : null))
    await expect(asked).rejects.toMatchObject({ kind: 'server' })
  })
})

test('bids of search and of recommendations are two, and a bid of zero or below is none', async () => {
  const bids_kopecks = { search: 1100, recommendations: 900 }
  const adverts = [
    advert(2),
    advert(3, { nm_settings: null }),
    advert(4, { nm_settings: [{ nm_id: 9, bids_kopecks }] }),
    advert(5, { nm_settings: [{ nm_id: 9, bids_kopecks: { search: -1, recommendations: null } }] }),
  ]
  const { rows } = await play('wb.ads.bids', () => ({ adverts }), { ids: [2, 3, 4, 5] })
  expect(
    rows.log_wb_bids?.map(({ advert_id, nm_id, placement, bid, is_enabled }) => [
      advert_id,
      nm_id,
      placement,
      bid,
      is_enabled,
    ]),
  ).toEqual([
    [2, 7, 'search', 1100, true],
    [4, 9, 'search', 1100, true],
    [4, 9, 'recommendations', 900, false],
  ])
  expect(rows.log_wb_bids?.[0]).toMatchObject({ seen_at: '2026-07-01T09:00:00.000Z', status: 11 })
})

test('budgets of many campaigns come by one request', async () => {
  const { rows, requests } = await play(
    'wb.ads.budgets',
    () => ({ adverts: [{ advertId: 1, currency: 'RUB', total: 500 }] }),
    { ids: [1, 2] },
  )
  expect(rows.fact_wb_ad_budgets).toMatchObject([{ advert_id: 1, budget: 50000 }])
  expect(requests).toMatchObject([{ method: 'POST', body: { advertIds: [1, 2] } }])
})

test.each([
  ['wb.ads.budgets', 'fact_wb_ad_budgets'],
  ['wb.ads.bids', 'log_wb_bids'],
] as const)('a campaign that was deleted meanwhile spoils none of the others: %s', async (id, table) => {
  const bids_kopecks = { search: 1100, recommendations: 0 }
  const { rows, unmapped } = await play(
    id,
    ({ query, body }) => {
      const ids = body ? (body as { advertIds: number[] }).advertIds : idsOf(query).map(Number)
      if (ids.includes(3)) return refusal('invalid ids')
      return {
        adverts: ids.map(one => ({
          ...advert(one, { nm_settings: [{ nm_id: 9, bids_kopecks }] }),
          advertId: one,
          total: 500,
        })),
      }
    },
    { ids: [1, 2, 3, 4] },
  )
  expect(rows[table]?.map(({ advert_id }) => advert_id)).toEqual([1, 2, 4])
  expect(unmapped).toEqual(['campaign_gone: 3'])
})

test('only campaigns that were named today or yesterday are asked about', async () => {
  for (const id of ['wb.ads.budgets', 'wb.ads.bids']) {
    const asked: unknown[] = []
    const ids: RunContext['ids'] = async ({ where }) => {
      asked.push(where?.seen_on)
      return [1]
    }
    const plan = { today: '2026-11-24', now: () => '2026-11-24T09:00:00.000Z', ids } as RunContext
    expect(await streamOf(id).slices(plan)).toMatchObject([{ ids: [1] }])
    expect(asked).toEqual([['2026-11-24', '2026-11-23']])
  }
})
