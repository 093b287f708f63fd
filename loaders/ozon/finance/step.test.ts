import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { play } from '../../../tests/support/play.ts'
import type { Row } from '../../core/declare/table.ts'
import { LoadError } from '../../core/errors.ts'
import type { Kopecks } from '../../core/parse/money.ts'
import { roubles } from '../../core/parse/money.ts'

const rub = (kopecks: number) => ({ amount: roubles(kopecks as Kopecks), currency: 'RUB' })
const fee = (type_id: number, kopecks: number) => ({ type_id, accrued: rub(kopecks) })
const sum = (rows: readonly Row[], column: string) =>
  rows.reduce((total, row) => total + Number(row[column]), 0)
const day = (accruals: readonly unknown[], last_id: unknown = '') => ({ accruals, last_id })
const load = (...accruals: readonly unknown[]) => play('ozon.finance.accruals', () => day(accruals))

const nonItem = (id: number, kopecks: number) => ({
  accrual_id: id,
  date: '2026-07-01',
  accrued_category: 'NON_ITEM',
  total_amount: rub(kopecks),
  non_item_fee: fee(12, kopecks),
})
const sale = (id: number, products: readonly unknown[], total: number) => ({
  accrual_id: id,
  date: '2026-07-01',
  unit_number: '64533597-0142-5',
  accrued_category: 'POSTING',
  total_amount: rub(total),
  posting: { delivery_schema: 'Fbo', products },
  item_fees: null,
  non_item_fee: {},
  container_fees: '',
})
const sold = (sku: number | string, price: number, commission: number, ...services: readonly number[]) => ({
  sku,
  quantity: 1,
  delivery: services.length === 0 ? null : { services: services.map((kopecks, i) => fee(30 + i, kopecks)) },
  commission: { sale_amount: rub(price), sale_commission: rub(commission), commission: rub(commission) },
})

describe('an accrual by day', () => {
  test('is one row with its total, and a line for each of its parts', async () => {
    const { rows } = await load(sale(1, [sold('286031076', 274700, -126362, -6900, -785)], 140653))
    expect(rows.fact_ozon_transactions).toMatchObject([
      {
        operation_id: 1,
        dt: '2026-07-01',
        operation_date: '2026-06-30T21:00:00.000Z',
        posting_number: '64533597-0142-5',
        order_number: '64533597-0142',
        delivery_schema: 'FBO',
        sku: 286031076,
        items_count: 1,
        amount: 140653,
        accruals_for_sale: 274700,
        sale_commission: -126362,
        services_total: -7685,
        currency_code: 'RUB',
      },
    ])
    expect(
      rows.fact_ozon_transaction_lines?.map(line => [line.line, line.kind, line.type_id, line.amount]),
    ).toEqual([
      [1, 'service', 30, -6900],
      [2, 'service', 31, -785],
      [3, 'sale_amount', null, 274700],
      [4, 'commission', 69, -126362],
    ])
  })

  test('about several SKUs names none of them in its row, and each in its lines', async () => {
    const { rows } = await load(sale(1, [sold(11, 100, -40), sold(22, 200, -80, -5)], 175))
    expect(rows.fact_ozon_transactions?.[0]).toMatchObject({ sku: null, items_count: 2 })
    expect(rows.fact_ozon_transaction_lines?.map(line => line.sku)).toEqual([11, 11, 22, 22, 22])
  })

  test('of fees by SKU, of the shop and of containers is told apart', async () => {
    const { rows, unmapped } = await load(
      {
        accrual_id: 1,
        date: '2026-07-01',
        unit_number: '17300007-0240',
        accrued_category: 'ITEM',
        total_amount: rub(-413),
        item_fees: { fees: [{ sku: 4822584943, quantity: 1, fees: [fee(1, -413)] }] },
      },
      nonItem(2, -54780),
      {
        accrual_id: 3,
        date: '2026-07-01',
        unit_number: null,
        accrued_category: 'CONTAINER_FEES',
        total_amount: rub(-300),
        container_fees: { fees: [fee(88, -100), fee(89, -200)] },
      },
    )
    expect(
      rows.fact_ozon_transaction_lines?.map(line => [line.operation_id, line.kind, line.amount]),
    ).toEqual([
      [1, 'item_fee', -413],
      [2, 'fee', -54780],
      [3, 'container_fee', -100],
      [3, 'container_fee', -200],
    ])
    expect(
      rows.fact_ozon_transactions?.map(row => [row.accrued_category, row.posting_number, row.order_number]),
    ).toEqual([
      ['ITEM', null, '17300007-0240'],
      ['NON_ITEM', null, null],
      ['CONTAINER_FEES', null, null],
    ])
    expect(unmapped).toEqual([])
  })

  test('whose price buyer, points and partners do not add up to is loaded as it is, and told', async () => {
    const explained = (bonus: number) => {
      const { commission, ...of } = sold(11, 274700, -40)
      const parts = { sale_price: rub(122952), bonus: rub(bonus), coinvestment: rub(1230) }
      return { ...of, commission: { ...commission, ...parts } }
    }
    const good = await load(sale(7, [explained(150518)], 274660))
    expect(good.unmapped).toEqual([])
    const bad = await load(sale(8, [explained(150517)], 274660))
    expect(bad.rows.fact_ozon_transaction_lines?.[0]).toMatchObject({ kind: 'sale_amount', amount: 274700 })
    expect(bad.unmapped).toEqual(['sale_parts_differ: 8'])
  })

  test('whose parts miss some of the total keeps every kopeck in an unexplained line, and says so', async () => {
    const { rows, unmapped } = await load(sale(7, [sold(11, 100, -40)], 55))
    const lines = rows.fact_ozon_transaction_lines ?? []
    expect(lines.at(-1)).toMatchObject({ kind: 'unexplained', amount: -5, sku: null })
    expect(sum(lines, 'amount')).toBe(55)
    expect(unmapped).toEqual(['accrual_parts_differ: 7'])
  })

  test('of a category that no list knows is loaded and counted', async () => {
    const { rows, unmapped } = await load({ ...nonItem(2, -1), accrued_category: 'BRAND_NEW' })
    expect(rows.fact_ozon_transactions).toHaveLength(1)
    expect(unmapped).toEqual(['accrued_category: BRAND_NEW'])
  })

  test('without a total or an id is an error of shape, for its row would be lost', async () => {
    for (const broken of [
      { ...nonItem(1, 1), total_amount: null },
      { ...nonItem(1, 1), accrual_id: null },
    ])
      await expect(load(broken)).rejects.toMatchObject({ kind: 'shape' })
  })

  test('always adds up, whatever it is made of', async () => {
    const kopecks = fc.integer({ min: -10_000_000, max: 10_000_000 })
    const product = fc.record({
      sku: fc.integer({ min: 1, max: 9 }),
      price: kopecks,
      kept: kopecks,
      services: fc.array(kopecks),
    })
    await fc.assert(
      fc.asyncProperty(
        fc.array(product),
        kopecks,
        fc.integer({ min: -3, max: 3 }),
        async (products, shop, off) => {
          const parts = products.reduce(
            (total, one) => total + one.price + one.kept + one.services.reduce((a, b) => a + b, 0),
            0,
          )
          const { rows } = await load(
            sale(
              1,
              products.map(one => sold(one.sku, one.price, one.kept, ...one.services)),
              parts + off,
            ),
            nonItem(2, shop),
          )
          const lines = rows.fact_ozon_transaction_lines ?? []
          for (const row of rows.fact_ozon_transactions ?? [])
            expect(
              sum(
                lines.filter(line => line.operation_id === row.operation_id),
                'amount',
              ),
            ).toBe(row.amount)
          expect(lines.some(line => line.kind === 'unexplained')).toBe(off !== 0)
        },
      ),
      { numRuns: 50 },
    )
  })
})

describe('a day of accruals', () => {
  const bodies = (requests: readonly { body?: unknown }[]) =>
    requests.map(({ body }) => (body as { last_id: string }).last_id)

  test('is read to its last page', async () => {
    const { rows, requests } = await play('ozon.finance.accruals', (_, asked) =>
      asked === 1 ? day([nonItem(1, 1)], 'next') : day([nonItem(2, 2)], null),
    )
    expect(bodies(requests)).toEqual(['', 'next'])
    expect(rows.fact_ozon_transactions).toHaveLength(2)
  })

  test('whose cursor ran out is read again from its start, once', async () => {
    const expired = new LoadError('bad_request', 'last_id expired')
    const { requests } = await play(
      'ozon.finance.accruals',
      (_, asked) =>
        [day([nonItem(1, 1)], 'a'), expired, day([nonItem(1, 1)], 'b'), day([nonItem(2, 2)])][asked - 1],
    )
    expect(bodies(requests)).toEqual(['', 'a', '', 'b'])
    const always = play('ozon.finance.accruals', (_, asked) =>
      asked % 2 === 1 ? day([nonItem(1, 1)], `${asked}`) : expired,
    )
    await expect(always).rejects.toMatchObject({ kind: 'bad_request' })
  })

  test('whose cursor stands still is an error of shape', async () => {
    const stuck = play('ozon.finance.accruals', () => day([nonItem(1, 1)], 'same'))
    await expect(stuck).rejects.toMatchObject({ kind: 'shape' })
  })

  test('comes from the older method when the present one is gone, under the same keys', async () => {
    const gone = new LoadError('obsolete', 'page not found')
    const operation = {
      operation_id: 55167620995,
      operation_type: 'SomethingNew',
      operation_date: '2026-07-01 00:00:00',
      amount: 53.5,
      accruals_for_sale: 100,
      sale_commission: -40,
      posting: {
        delivery_schema: '',
        order_date: '2026-07-01 15:58:14',
        posting_number: '0162639347-0243',
        warehouse_id: 0,
      },
      items: [
        { name: 'Плед', sku: 11 },
        { name: 'Плед', sku: 11 },
      ],
      services: [{ name: 'MarketplaceServiceItemDirectFlowLogistic', price: -6.5 }],
    }
    const { rows, unmapped, notes } = await play('ozon.finance.accruals', ({ path, body }) =>
      path.includes('accrual')
        ? gone
        : (body as { page: number }).page === 1
          ? { result: { operations: [operation], page_count: 2, row_count: 2 } }
          : {
              result: {
                operations: [
                  { ...operation, operation_id: 2, items: [], services: [], posting: {}, amount: 60 },
                ],
                page_count: 2,
              },
            },
    )
    expect(rows.fact_ozon_transactions).toMatchObject([
      {
        operation_id: 55167620995,
        sku: 11,
        items_count: 2,
        order_number: '0162639347-0243',
        posting_number: null,
        order_date: '2026-07-01T12:58:14.000Z',
        amount: 5350,
      },
      { operation_id: 2, sku: null, items_count: 0, amount: 6000 },
    ])
    expect(
      rows.fact_ozon_transaction_lines?.map(line => [line.kind, line.type_name, line.quantity, line.amount]),
    ).toEqual([
      ['sale_amount', null, 2, 10000],
      ['commission', null, 2, -4000],
      ['service', 'MarketplaceServiceItemDirectFlowLogistic', 2, -650],
      ['sale_amount', null, null, 10000],
      ['commission', null, null, -4000],
    ])
    expect(unmapped).toEqual(['operation_type: SomethingNew', 'operation_type: SomethingNew'])
    expect(notes.get('older_until')).toBe('2026-07-02T09:00:00.000Z')
  })
})

test('the directory of accruals is stored as it is answered', async () => {
  const { rows } = await play('ozon.finance.types', () => ({
    accrual_types: [
      { id: '1', name: 'Acquiring', description: 'Эквайринг' },
      { id: 999, name: 'Unheard', description: '' },
    ],
  }))
  expect(rows.dim_ozon_accrual_types).toEqual([
    { type_id: 1, name: 'Acquiring', description: 'Эквайринг' },
    { type_id: 999, name: 'Unheard', description: null },
  ])
})
