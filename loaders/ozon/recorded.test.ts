import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { play } from '../../tests/support/play.ts'
import type { Row } from '../core/declare/table.ts'
import { LoadError } from '../core/errors.ts'
import { kopecks } from '../core/parse/money.ts'
import { ozonCharges } from './finance/charge-directory.ts'

const folder = new URL('../../../shared/recorded/ozon/', import.meta.url)
const files = existsSync(folder) ? readdirSync(folder).filter(file => file.endsWith('.json')) : []
if (files.length === 0)
  process.stderr.write(
    'skipped: ../shared/recorded stands beside the repository only where it is developed\n',
  )

type Body = Readonly<Record<string, unknown>>
const load = (file: string): Body => JSON.parse(readFileSync(new URL(file, folder), 'utf8'))
const total = (rows: readonly Row[], column: string) =>
  rows.reduce((sum, row) => sum + Number(row[column]), 0)
const gone = (path: string) => new LoadError('obsolete', path)

/** The expected result of each recording: the rows and roubles that a reader of the file would count. */
const CHECKS: Readonly<Record<string, (body: Body) => Promise<void>>> = {
  'performance-client-statistics-expense-json': async body => {
    const rows = body.rows as { moneySpent: string; title: string }[]
    const { rows: loaded } = await play('ozon.ads.expense', ({ path }) =>
      path.endsWith('/campaign') ? { list: [], total: '0' } : body,
    )
    const expense = loaded.fact_ozon_ad_expense ?? []
    expect(expense).toHaveLength(rows.length)
    expect(total(expense, 'money_spent')).toBe(
      rows.reduce((sum, row) => sum + Math.round(Number(row.moneySpent.replace(',', '.')) * 100), 0),
    )
    expect(expense.filter(row => row.is_cpo)).toHaveLength(
      rows.filter(row => row.title.startsWith('Оплата за заказ')).length,
    )
  },
  'v1-finance-accrual-by-day': async body => {
    const accruals = body.accruals as { total_amount: { amount: string } }[]
    const { rows, unmapped } = await play('ozon.finance.accruals', () => body)
    const loaded = rows.fact_ozon_transactions ?? []
    const lines = rows.fact_ozon_transaction_lines ?? []
    expect(loaded.map(row => row.amount)).toEqual(accruals.map(one => kopecks(one.total_amount.amount)))
    for (const row of loaded) {
      const own = lines.filter(line => line.operation_id === row.operation_id)
      expect(total(own, 'amount'), `accrual ${row.operation_id}`).toBe(row.amount)
    }
    expect(lines.filter(line => line.kind === 'unexplained')).toEqual([])
    expect(unmapped).toEqual([])
  },
  'v3-finance-transaction-list': async body => {
    const { operations } = body.result as { operations: { amount: number }[] }
    const { rows, unmapped } = await play('ozon.finance.accruals', ({ path, body: asked }) => {
      if (!path.includes('transaction')) return gone(path)
      return (asked as { page: number }).page === 1 ? body : { result: { operations: [] } }
    })
    const loaded = rows.fact_ozon_transactions ?? []
    const lines = rows.fact_ozon_transaction_lines ?? []
    expect(loaded.map(row => row.amount)).toEqual(operations.map(one => Math.round(one.amount * 100)))
    for (const row of loaded) {
      const own = lines.filter(line => line.operation_id === row.operation_id)
      expect(total(own, 'amount'), `operation ${row.operation_id}`).toBe(row.amount)
    }
    expect(lines.filter(line => line.kind === 'unexplained')).toEqual([])
    expect(unmapped).toEqual([])
    expect(loaded.every(row => row.sku !== null)).toBe(true)
    const known = new Set(ozonCharges.entries.map(({ type }) => type))
    expect(
      lines.filter(line => !known.has(String(line.type_name ?? line.kind)) && line.kind !== 'commission'),
    ).toEqual([])
  },
  'v1-product-rating-by-sku': async body => {
    const products = body.products as { sku: number; rating: number; groups: unknown[] }[]
    const { rows } = await play('ozon.content_rating.skus', () => body)
    expect(
      rows.fact_ozon_content_rating?.map(row => [row.sku, row.rating, (row.groups as unknown[]).length]),
    ).toEqual(products.map(one => [one.sku, one.rating, one.groups.length]))
    for (const row of rows.fact_ozon_content_rating ?? []) {
      const groups = row.groups as { rating: number; weight: number }[]
      expect(groups.reduce((sum, group) => sum + (group.rating * group.weight) / 100, 0)).toBe(row.rating)
    }
  },
  'v1-returns-list': async body => {
    const returns = body.returns as { id: number; product: { price: { price: number } } }[]
    const { rows } = await play('ozon.returns.list', () => body)
    expect(rows.fact_ozon_returns?.map(row => [row.return_id, row.price])).toEqual(
      returns.map(one => [one.id, Math.round(one.product.price.price * 100)]),
    )
  },
  'v2-posting-fbo-list': async body => {
    const postings = body.result as unknown as { products: { price: string; quantity: number }[] }[]
    const products = postings.flatMap(posting => posting.products)
    const { rows } = await play('ozon.orders.fbo', ({ path }) => (path.startsWith('/v3') ? gone(path) : body))
    const loaded = rows.fact_ozon_orders ?? []
    expect(loaded.map(row => [row.price, row.quantity])).toEqual(
      products.map(one => [kopecks(one.price), one.quantity]),
    )
    expect(loaded.every(row => row.old_price !== null && row.payout !== null)).toBe(true)
  },
  'v3-product-info-list': async body => {
    const items = body.items as { id: number; price: string; commissions: unknown[] }[]
    const { rows } = await play('ozon.snapshot.products', () => body, { ids: items.map(item => item.id) })
    expect(rows.fact_ozon_inventory?.map(row => [row.product_id, row.price])).toEqual(
      items.map(item => [item.id, kopecks(item.price)]),
    )
    expect(rows.fact_ozon_commissions).toHaveLength(items.flatMap(item => item.commissions).length)
  },
  'v3-product-list': async body => {
    const result = body.result as { items: { product_id: number; offer_id: string }[] }
    const whole = { result: { ...result, total: result.items.length } }
    const none = { result: { items: [], total: 0, last_id: '' } }
    const { rows } = await play('ozon.catalogue.products', ({ path, body: asked }) => {
      if (path.endsWith('/attributes')) return { result: [] }
      if (path.endsWith('/info/list')) return { items: [] }
      return JSON.stringify(asked).includes('ARCHIVED') ? none : whole
    })
    expect(rows.dim_ozon_products?.map(row => [row.product_id, row.offer_id])).toEqual(
      result.items.map(item => [item.product_id, item.offer_id]),
    )
  },
  'v4-product-info-stocks': async body => {
    const items = body.items as { stocks: { present: number }[] }[]
    const stocks = items.flatMap(item => item.stocks)
    const { rows } = await play('ozon.stocks.products', (_, asked) =>
      // Recordings are truncated: they hold fewer items than their total.
      asked === 1 ? { ...body, total: items.length } : { items: [] },
    )
    expect(rows.fact_ozon_product_stocks?.map(row => row.present)).toEqual(stocks.map(one => one.present))
  },
  'v5-product-info-prices': async body => {
    const items = body.items as { product_id: number; acquiring: number; price: { price: number } }[]
    const { rows } = await play('ozon.prices.list', (_, asked) =>
      // Recordings are truncated: they hold fewer items than their total.
      asked === 1 ? { ...body, total: items.length } : { items: [] },
    )
    expect(rows.fact_ozon_prices?.map(row => [row.product_id, row.price, row.acquiring])).toEqual(
      items.map(one => [one.product_id, Math.round(one.price.price * 100), Math.round(one.acquiring * 100)]),
    )
  },
}

describe.skipIf(files.length === 0)('answers that real cabinets gave', () => {
  test.each(files)('%s loads whole, every row and every rouble of it', async file => {
    const check = Object.entries(CHECKS).find(([name]) => file.startsWith(name))?.[1]
    expect(check, 'a recording that no loader reads').toBeDefined()
    await check?.(load(file))
  })
})
