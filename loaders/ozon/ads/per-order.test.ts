import { describe, expect, test } from 'vitest'
import { play } from '../../../tests/support/play.ts'
import type { Request } from '../../core/declare/source.ts'
import { LoadError } from '../../core/errors.ts'

const ORDERS = '/api/client/statistic/orders/generate/json'
const PRODUCTS = '/api/client/statistic/products/generate/json'
const EXPENSE = '/api/client/statistics/expense/json'
const day = {
  batch: 'abc',
  ids: ['5268079'],
  within: { from: '2026-06-10', to: '2026-08-10' },
}

const order = (more: Readonly<Record<string, unknown>> = {}) => ({
  date: '01.07.2026',
  orderId: '36192717417',
  orderNumber: '74636537-0920',
  sku: '11',
  advSku: '11',
  offerId: 'A',
  title: 'Плед',
  ordersSource: 'Поиск и рекомендации',
  quantity: '2',
  price: '580,00',
  cost: '580,00',
  bid: '5,00',
  bidValue: '14,50',
  moneySpent: '29,00',
  ...more,
})
const product = {
  SKU: '11',
  OfferID: 'A',
  Title: 'Плед',
  Bid: '5,00',
  BidValue: '14,50',
  Orders: '2',
  OrdersMoney: '580,00',
  MoneySpent: '29,00',
}
const cost = (id: string, moneySpent: string, date = '2026-07-01') => ({
  id,
  date,
  title: 'Оплата за заказ',
  moneySpent,
})

/** Both reports and the expense; `orders` may be an error of the report by orders. */
const market =
  (of: { orders: unknown; expense?: readonly unknown[] }) =>
  ({ path, method, query }: Request): unknown => {
    if (path === EXPENSE) return { rows: of.expense ?? [cost('5268079', '29,00')] }
    if (method === 'POST' && path === ORDERS)
      return of.orders instanceof Error ? of.orders : { UUID: 'orders', vendor: false }
    if (method === 'POST') return { UUID: 'products', vendor: false }
    if (path.endsWith('/report')) return query?.UUID === 'orders' ? of.orders : { rows: [product] }
    return { UUID: 'one', state: 'OK' }
  }
const load = (of: Parameters<typeof market>[0], kept?: ReadonlyMap<string, string>, slice = {}) =>
  play('ozon.ads.cpo', market(of), { ...day, ...slice }, kept)
const posts = ({ requests }: Awaited<ReturnType<typeof load>>) =>
  requests.filter(({ method }) => method === 'POST').map(({ path, body }) => ({ path, body }))
const july = { from: '2026-07-01T00:00:00+03:00', to: '2026-07-01T23:59:59+03:00' }

const told = {
  campaign_id: '5268079',
  sku: 11,
  dt: '2026-07-01',
  product_name: 'Плед',
  money_spent: 2900,
  orders: 1,
  revenue: 58000,
}

describe('the report by orders', () => {
  test('tells the days of its whole span, and the day takes its own orders, under the product that was promoted', async () => {
    const rows = [
      order(),
      order({ sku: '12', title: 'Подушка', offerId: 'B', price: '1 000,00', moneySpent: '50,00' }),
      order({ advSku: '', sku: '13', moneySpent: '1,00', price: '', cost: '20,00' }),
      order({ date: '02.07.2026' }),
    ]
    const played = await load({ orders: { rows }, expense: [cost('5268079', '80,00'), cost('9', '7,00')] })
    expect(posts(played)).toEqual([
      { path: ORDERS, body: { from: '2026-06-10T00:00:00+03:00', to: '2026-08-10T23:59:59+03:00' } },
    ])
    expect(played.requests.find(({ path }) => path === EXPENSE)?.query).toEqual({
      dateFrom: '2026-06-10',
      dateTo: '2026-08-10',
    })
    expect(played.rows.fact_ozon_ad_daily).toMatchObject([
      { ...told, orders: 2, money_spent: 7900, revenue: 158000, extra: { offer_id: 'A', bid: '5,00' } },
      { sku: 13, money_spent: 100, revenue: 2000, orders: 1 },
    ])
    expect([played.unmapped, [...played.notes]]).toEqual([[], []])
  })

  test.each([
    [
      'as the cabinet writes it',
      'Дата;ID заказа;Номер заказа;SKU;SKU продвигаемого товара;Артикул;Источник заказов;Название товара;Количество;Стоимость продажи, ₽;Стоимость, ₽;Ставка, %;Ставка, ₽;Расход, ₽',
      '01.07.2026;36192717417;74636537-0920;11;11;A;Поиск;"Плед; ""серый""";1;580,00;600,00;5,00;29,00;29,00',
      'Всего;;;;;;;;;;;;;29,00',
    ],
    [
      'as the document names it',
      'Дата;ID заказа;Номер заказа;SKU;SKU продвигаемого товара;Артикул;Наименование;Источник заказа;Количество;Стоимость, ₽;Ставка, %;Ставка, ₽;Расход, ₽',
      '01.07.2026;36192717417;74636537-0920;11;11;A;"Плед; ""серый""";Поиск;1;580,00;5,00;29,00;29,00',
      'Всего;;;;;;;;;;;;29,00',
    ],
  ])('in CSV is read by the names of its columns, %s', async (_, header, line, total) => {
    const csv = `\uFEFF;Отчёт по заказам, период 10.06.2026-10.08.2026\n${header}\n${line}\n${total}\n`
    const { rows, unmapped } = await load({ orders: csv })
    expect(rows.fact_ozon_ad_daily).toMatchObject([
      { ...told, product_name: 'Плед; "серый"', extra: { offer_id: 'A', bid: '5,00' } },
    ])
    expect(unmapped).toEqual([])
  })

  test('names no campaign: its orders stand under the one whose cost they are, or under the first of all', async () => {
    const of = async (...costs: readonly [string, string][]) => {
      const expense = costs.map(([id, spent]) => cost(id, spent))
      const ids = costs.map(([id]) => id)
      const { rows } = await load({ orders: { rows: [order()] }, expense }, undefined, { ids })
      return rows.fact_ozon_ad_daily?.map(row => row.campaign_id)
    }
    expect(await of(['1', '10,00'], ['2', '29,00'])).toEqual(['2'])
    expect(await of(['1', '10,00'], ['2', '19,00'])).toEqual(['1'])
  })
})

describe('a day is asked for by itself, in Moscow time', () => {
  const alone = { path: PRODUCTS, body: july }

  test.each([
    ['whose orders do not add up to its expense', [order({ moneySpent: '28,99' })]],
    ['that has an expense and no orders', [order({ date: '02.07.2026' })]],
    ['of an empty report', []],
  ])('%s', async (_, rows) => {
    const played = await load({ orders: { rows } })
    expect(posts(played).slice(1)).toEqual([alone])
    expect(played.rows.fact_ozon_ad_daily).toMatchObject([{ ...told, orders: 2 }])
    expect([...played.notes]).toEqual([])
  })

  test('that has no orders though one of its campaigns cost something: none of those that cost nothing has it', async () => {
    const played = await load({ orders: { rows: [] }, expense: [cost('1', '29,00')] }, undefined, {
      ids: ['1', '2'],
    })
    expect(posts(played).slice(1)).toEqual([alone])
    expect(played.rows.fact_ozon_ad_daily).toHaveLength(1)
  })

  test.each(['bad_request', 'not_found', 'obsolete', 'no_role'] as const)(
    'where the report by orders is refused as %s, which is remembered for the shop',
    async kind => {
      const orders = new LoadError(kind, 'no')
      const first = await load({ orders })
      expect(posts(first).map(({ path }) => path)).toEqual([ORDERS, PRODUCTS])
      expect(first.rows.fact_ozon_ad_daily).toMatchObject([{ ...told, orders: 2 }])
      expect(first.unmapped).toEqual([])
      const next = await load({ orders }, first.notes)
      expect(posts(next)).toEqual([alone])
    },
  )

  test.each([
    ['payment', order({ moneySpent: undefined, sum: '29,00' })],
    ['day', order({ date: undefined })],
    ['product', order({ sku: undefined, advSku: undefined })],
  ])('where the %s of an order is not understood, and that is told', async (_, row) => {
    const played = await load({ orders: { rows: [row] } })
    expect(posts(played).map(({ path }) => path)).toEqual([ORDERS, PRODUCTS])
    expect(played.rows.fact_ozon_ad_daily).toMatchObject([{ ...told, orders: 2 }])
    expect(played.unmapped).toEqual([`orders_report_not_understood: ${ORDERS}`])
  })

  test('but not where the marketplace fails: that is a matter of time', async () => {
    for (const kind of ['server', 'network', 'later', 'rate'] as const)
      await expect(load({ orders: new LoadError(kind, 'no') })).rejects.toMatchObject({ kind })
  })
})
