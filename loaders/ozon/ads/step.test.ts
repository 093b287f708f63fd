import { strToU8, zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import type { Played } from '../../../tests/support/play.ts'
import { play, playing, slice, streamOf } from '../../../tests/support/play.ts'
import type { Request } from '../../core/declare/source.ts'
import { LoadError } from '../../core/errors.ts'

const window = {
  window: { start: '2026-07-01', days: 62 },
  batch: 'abc',
  from: '2026-07-01',
  to: '2026-08-31',
  ids: ['23253271', '17656929'],
}
const row = (more: Readonly<Record<string, unknown>> = {}) => ({
  date: '17.07.2026',
  sku: '308403988',
  title: 'Лосины',
  price: '3822,00',
  views: '320',
  clicks: '35',
  ctr: '10,94',
  avgBid: '4,46',
  moneySpent: '156,21',
  ordersMoney: '0,00',
  createdAt: '2026-02-26',
  ...more,
})
const json = (rows: readonly unknown[], spent: string | null = null) => ({
  '23253271': { title: '…', report: { rows, totals: spent === null ? null : { moneySpent: spent } } },
  '17656929': { title: '…', report: { rows: [], totals: { moneySpent: '0,00' } } },
})

/** The three requests of a report; each response can be overridden. */
const reports =
  (of: { order?: (request: Request) => unknown; state?: () => unknown; report: () => unknown }) =>
  (request: Request): unknown => {
    if (request.method === 'POST') return of.order?.(request) ?? { UUID: 'one', vendor: false }
    if (request.path.endsWith('/report')) return of.report()
    return of.state?.() ?? { UUID: 'one', state: 'OK' }
  }
const load = (report: () => unknown) => play('ozon.ads.skus', reports({ report }), window)
const daily = ({ rows }: Played) => rows.fact_ozon_ad_daily ?? []

describe('a report by SKU', () => {
  test('in JSON is one row per campaign, SKU and day, with left-out counters as zeros', async () => {
    const played = await load(() => json([row()], '156,21'))
    expect(daily(played)).toMatchObject([
      {
        campaign_id: 23253271,
        sku: 308403988,
        dt: '2026-07-17',
        views: 320,
        clicks: 35,
        ctr: 10.94,
        add_to_cart: 0,
        avg_cpc: 446,
        money_spent: 15621,
        orders: 0,
        price: 382200,
        added_on: '2026-02-26',
      },
    ])
    expect(played.unmapped).toEqual([])
    expect(played.requests[0]).toMatchObject({
      path: '/api/client/statistics/json',
      body: {
        campaigns: ['23253271', '17656929'],
        dateFrom: '2026-07-01',
        dateTo: '2026-08-31',
        groupBy: 'DATE',
      },
    })
  })

  test('that is split by search query is added up, and a row that comes twice is not', async () => {
    const split = [row({ search_query: 'a' }), row({ search_query: 'b', moneySpent: '1,00', clicks: '1' })]
    const played = await load(() => json([...split, ...split], '157,21'))
    expect(daily(played)).toMatchObject([
      { money_spent: 15721, clicks: 36, views: 640, ctr: 5.63, avg_cpc: 437 },
    ])
    expect(played.unmapped).toEqual([])
  })

  test('without a total counts a row that comes twice once', async () => {
    const other = row({ sku: '12', moneySpent: '1,00' })
    const played = await load(() => json([row(), other, row()]))
    expect(daily(played).map(({ sku, money_spent, views }) => [sku, money_spent, views])).toEqual([
      [308403988, 15621, 320],
      [12, 100, 320],
    ])
  })

  test('whose rows do not add up to its own total is counted', async () => {
    const { unmapped } = await load(() => json([row()], '999,00'))
    expect(unmapped).toEqual(['report_total_differs: 23253271'])
  })

  const csv = [
    '\uFEFF;Кампания по продвижению товаров № 14275771, период 17.04.2026-18.04.2026',
    'День;sku;Название товара;Цена товара, ₽;Показы;Клики;CTR (%);В корзину;Средняя стоимость клика, ₽;Расход, ₽, с НДС;Заказы;Продажи, ₽;Заказы модели;Продажи с заказов модели, ₽;ДРР, %;Заказано на сумму, ₽;Общий ДРР;Дата добавления',
    '17.04.2026;308403988;"Лосины ""Утро""; чёрные";3822,00;1 320;35;2,65;1;4,46;156,21;2;7644,00;1;3822,00;2,0;11466,00;1,4;26.02.2026',
    'Всего;;;;1 320;35;2,65;1;4,46;156,21;2;7644,00;1;3822,00;2,0;;;',
  ].join('\n')
  const wanted = {
    campaign_id: 14275771,
    sku: 308403988,
    dt: '2026-04-17',
    product_name: 'Лосины "Утро"; чёрные',
    views: 1320,
    add_to_cart: 1,
    money_spent: 15621,
    orders: 2,
    revenue: 764400,
    model_orders: 1,
    model_revenue: 382200,
    product_gmv: 1146600,
    general_drr: 1.4,
    added_on: '2026-02-26',
  }

  test('in CSV is read by the names of its columns', async () => {
    const played = await load(() => csv)
    expect(daily(played)).toMatchObject([wanted])
    expect(played.unmapped).toEqual([])
  })

  test('in a ZIP is read from every file, under the other names that columns have', async () => {
    const other = [
      ';Кампания по продвижению товаров № 555, период 17.04.2026-18.04.2026',
      'День;sku;Тип страницы;Условие показа;Показы;Клики;Ср. цена клика, ₽;Средняя ставка (руб.);Расход, Р, с НДС;Заказы;Выручка, ₽',
      '18.04.2026;7;Поиск;плед;10;1;3,00;3,00;3,00;0;0,00',
    ].join('\r\n')
    const zip = zipSync({
      '14275771_17.04.2026-18.04.2026.csv': strToU8(csv),
      '555.csv': strToU8(other),
    })
    expect(daily(await load(() => zip))).toMatchObject([
      wanted,
      {
        campaign_id: 555,
        sku: 7,
        dt: '2026-04-18',
        money_spent: 300,
        extra: { search_query: 'плед', page_type: 'Поиск' },
      },
    ])
  })

  test('that is a page of HTML is an error of shape, and one that breaks off is fetched again', async () => {
    await expect(load(() => '<html>502</html>')).rejects.toMatchObject({ kind: 'shape' })
    const whole = JSON.stringify(json([row()]))
    let fetched = 0
    const played = await load(() => (++fetched === 1 ? whole.slice(0, 100) : whole))
    expect(daily(played)).toHaveLength(1)
    expect(played.requests.filter(({ method }) => method === 'POST')).toHaveLength(1)
  })
})

describe('the order of a report', () => {
  test('is remembered before it is asked about, and forgotten once its rows were taken', async () => {
    let polls = 0
    const state = () => ({ state: ++polls < 3 ? 'IN_PROGRESS' : 'OK' })
    const played = await play('ozon.ads.skus', reports({ state, report: () => json([row()]) }), window)
    expect(played.waited).toBe(6_000)
    expect([...played.notes]).toEqual([])
    const cut = play(
      'ozon.ads.skus',
      reports({ state: () => new LoadError('network', 'reset'), report: () => '' }),
      window,
    )
    await expect(cut).rejects.toMatchObject({ kind: 'network' })
  })

  test('outlives a restart: the report that was ordered is asked about, not another one', async () => {
    const note = '2026-07-01/62#abc@2026-08-31#23253271,17656929'
    const { requests } = await play(
      'ozon.ads.skus',
      reports({ report: () => json([]) }),
      window,
      new Map([[note, 'kept']]),
    )
    expect(requests.map(({ path }) => path)).toEqual([
      '/api/client/statistics/kept',
      '/api/client/statistics/report',
    ])
  })

  test('of a report that failed or was forgotten is given once more, and not twice', async () => {
    const states = [{ state: 'ERROR' }, { state: 'OK' }]
    const again = await play(
      'ozon.ads.skus',
      reports({ state: () => states.shift(), report: () => json([row()]) }),
      window,
    )
    expect(again.requests.filter(({ method }) => method === 'POST')).toHaveLength(2)
    expect(daily(again)).toHaveLength(1)
    const lost = play(
      'ozon.ads.skus',
      reports({ report: () => new LoadError('not_found', 'report not found') }),
      window,
    )
    await expect(lost).rejects.toMatchObject({ kind: 'server' })
  })

  test('gives up after ten minutes, and is put off', async () => {
    const never = play(
      'ozon.ads.skus',
      reports({ state: () => ({ state: 'IN_PROGRESS' }), report: () => '' }),
      window,
    )
    await expect(never).rejects.toMatchObject({ kind: 'later' })
  })

  test('leaves out the campaign that spoils it for the others', async () => {
    const order = ({ body }: Request) =>
      JSON.stringify(body).includes('17656929')
        ? new LoadError(
            'bad_request',
            'generation of this type of report is forbidden for the transferred list of campaigns',
          )
        : undefined
    const played = await play('ozon.ads.skus', reports({ order, report: () => json([row()]) }), window)
    expect(daily(played)).toHaveLength(1)
    expect(played.unmapped).toEqual(['campaign_without_product_report: 17656929'])
  })
})

describe('campaigns', () => {
  const campaign = (id: string, more: Readonly<Record<string, unknown>> = {}) => ({
    id,
    title: 'Топы',
    state: 'CAMPAIGN_STATE_INACTIVE',
    advObjectType: 'SKU',
    PaymentType: 'CPC',
    fromDate: '2026-06-10',
    toDate: '',
    weeklyBudget: '200000000000',
    placement: ['PLACEMENT_SEARCH_AND_CATEGORY'],
    autopilot: null,
    ...more,
  })

  test('are read to the announced total, with budgets in millionths and either name of the payment', async () => {
    const { rows, requests } = await play('ozon.ads.campaigns', (_, asked) =>
      asked === 1
        ? { list: [campaign('1'), campaign('2')], total: '3' }
        : {
            list: [campaign('3', { PaymentType: undefined, paymentType: 'CPM', placement: 'PLACEMENT_PDP' })],
            total: '3',
          },
    )
    expect(rows.dim_ozon_campaigns).toMatchObject([
      {
        campaign_id: 1,
        weekly_budget: 20_000_000,
        from_date: '2026-06-10',
        to_date: null,
        payment_type: 'CPC',
      },
      { campaign_id: 2 },
      { campaign_id: 3, payment_type: 'CPM', placement: 'PLACEMENT_PDP' },
    ])
    expect(requests).toHaveLength(2)
  })

  test('have products with bids, and a bid of nothing is no bid', async () => {
    const answer = () => ({
      products: [
        { sku: '11', bid: '2000000', title: 'Топ', targetCir: 0 },
        { sku: 12, bid: '0' },
        { sku: 13, bid: '0', targetCir: 12 },
      ],
    })
    const { rows } = await play('ozon.ads.products', answer, { ids: ['1'] })
    expect(rows.dim_ozon_campaign_products?.map(row => [row.sku, row.bid])).toEqual([
      [11, 200],
      [12, 0],
      [13, 0],
    ])
    const log = await play('ozon.ads.bids', answer, { ids: ['1'] })
    expect(log.rows.log_ozon_bids).toEqual([
      {
        campaign_id: '1',
        sku: 11,
        seen_at: '2026-07-01T09:00:00.000Z',
        dt: '2026-07-01',
        bid: 200,
        bid_percent: null,
        target_cir: null,
      },
      {
        campaign_id: '1',
        sku: 13,
        seen_at: '2026-07-01T09:00:00.000Z',
        dt: '2026-07-01',
        bid: null,
        bid_percent: null,
        target_cir: 12,
      },
    ])
  })

  test('have bids for an order too, of the products and not of a campaign', async () => {
    const product = (sku: number, bid: unknown, bidPrice: unknown) => ({ sku: String(sku), bid, bidPrice })
    const { rows, requests } = await play('ozon.ads.order_bids', ({ body }) =>
      (body as { page: number }).page === 1
        ? { products: [product(11, 12.5, '250,50'), product(12, 0, '0')], total: '101' }
        : { products: [product(13, 5, ''), product(14, null, '10'), product(15, 3, '30')], total: '101' },
    )
    expect(
      rows.log_ozon_bids?.map(({ campaign_id, sku, bid, bid_percent }) => [
        campaign_id,
        sku,
        bid,
        bid_percent,
      ]),
    ).toEqual([
      [0, 11, 25050, 12.5],
      [0, 15, 3000, 3],
    ])
    expect(requests.map(({ body }) => body)).toEqual([
      { page: 1, pageSize: 100 },
      { page: 2, pageSize: 100 },
    ])
  })

  test('that are archived have no products to tell, which is no failure', async () => {
    for (const kind of ['bad_request', 'not_found'] as const) {
      const { rows } = await play(
        'ozon.ads.products',
        () => new LoadError(kind, 'Товары перенесены в архив'),
        { ids: [1] },
      )
      expect(rows.dim_ozon_campaign_products).toEqual([])
    }
  })
})

test('expense knows payment per order by the list of campaigns, and by its title where the list has it not', async () => {
  const spent = (id: string, title: string) => ({
    id,
    date: '2026-07-01',
    title,
    moneySpent: '1 324,09',
    bonusSpent: '0,00',
  })
  const { rows } = await play(
    'ozon.ads.expense',
    ({ path }) =>
      path.endsWith('/campaign')
        ? { list: [{ id: '9', advObjectType: 'SEARCH_PROMO' }], total: '1' }
        : {
            rows: [
              spent('9', 'Своё имя'),
              spent('8', 'Оплата за заказ: выбранные товары'),
              spent('7', 'Пледы'),
            ],
          },
    { from: '2026-07-01', to: '2026-08-31' },
  )
  expect(
    rows.fact_ozon_ad_expense?.map(row => [
      row.campaign_id,
      row.is_cpo,
      row.money_spent,
      row.prepayment_spent,
    ]),
  ).toEqual([
    [9, true, 132409, 0],
    [8, true, 132409, 0],
    [7, false, 132409, 0],
  ])
})

test('an account has one report under way: slices that are read side by side take turns, and a failure of one is its own', async () => {
  const { context, requests } = playing(({ method, path, body }) => {
    if (path.endsWith('/report')) return json([])
    if (method === 'GET') return { UUID: 'one', state: 'OK' }
    const { campaigns } = body as { campaigns: readonly string[] }
    return campaigns[0] === '2' ? new LoadError('server', 'down') : { UUID: 'one', vendor: false }
  })
  const read = async (campaign: string) => {
    const pages: unknown[] = []
    const of = { ...slice({ ...window, ids: [campaign], batch: campaign }) }
    for await (const page of streamOf('ozon.ads.skus').source.read(context, of)) pages.push(page)
    return pages.length
  }
  const ended = await Promise.allSettled([read('1'), read('2'), read('3')])
  expect(ended.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  const report = ['POST', 'GET', 'GET']
  expect(requests.map(({ method }) => method)).toEqual([...report, 'POST', ...report])
})
