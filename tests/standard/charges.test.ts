import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addDays } from '#contract/days.ts'
import type { Shop } from '#contract/shop.ts'
import { wbCharges } from '../../loaders/wb/finance/charge-directory.ts'
import type { Sandbox } from '../../sandbox/index.ts'
import { engine, type RunningEngine } from '../support/engine.ts'
import { measuresAreTrue } from '../support/measures.ts'
import { sandbox as startSandbox } from '../support/sandbox.ts'

type Profit = Readonly<Record<string, Readonly<Record<string, number>>>>

let sandbox: Sandbox
let running: RunningEngine
const shops = new Map<string, Shop>()
beforeAll(async () => {
  sandbox = await startSandbox()
  running = await engine({ sandbox })
  shops.set('demo', running.shop)
  for (const name of ['second', 'old'] as const) shops.set(name, await running.connect(sandbox.keys[name]))
  shops.set('wb-demo', await running.connect(sandbox.tokens.demo))
  shops.set('wb-second', await running.connect(sandbox.tokens.second))
  for (const [name, shop] of shops) {
    const steps = name.startsWith('wb') ? ['wb.finance', 'wb.ads'] : ['ozon.finance']
    if (name === 'demo') steps.push('ozon.ads')
    expect(await running.load(steps, shop)).toMatchObject({ status: 'done', percent: 100 })
  }
}, 600_000)
afterAll(async () => {
  await running.close()
  await sandbox.close()
})

const idOf = (shop: string) => shops.get(shop)?.id
/** The view by month and group, in kopecks. */
async function profitOf(shop: string): Promise<Profit> {
  const rows = await running.query(
    `SELECT strftime(dt, '%Y-%m') AS month, coalesce(charge_group, 'unsorted') AS line, (sum(amount) * 100)::BIGINT AS sum
     FROM charges WHERE shop_id = ${idOf(shop)} GROUP BY ALL ORDER BY ALL`,
  )
  const profit: Record<string, Record<string, number>> = {}
  for (const { month, line, sum } of rows) {
    profit[String(month)] ??= {}
    const own = profit[String(month)]
    if (own) own[String(line)] = Number(sum)
  }
  return profit
}
/** Over the days that a first load reads. */
const truthOf = (shop: string): Profit =>
  shop.startsWith('wb')
    ? sandbox.wbTruth(shop).profit
    : sandbox.truth(shop, { from: addDays(sandbox.today(), -364), to: sandbox.today() }).profit

describe('charges', () => {
  test.each(['demo', 'second', 'wb-demo', 'wb-second'])(
    'P5: of the shop «%s» stand in the line of profit and loss that is true, by month, to the kopeck',
    async shop => {
      const truth = truthOf(shop)
      expect(Object.keys(truth).length).toBeGreaterThan(11)
      expect(await profitOf(shop)).toEqual(truth)
    },
  )

  test('P5: of a shop with the older method do so too, but for what has no name there', async () => {
    const truth = Object.entries(truthOf('old')).map(([month, { insurance = 0, unsorted = 0, ...lines }]) => [
      month,
      insurance + unsorted === 0 ? lines : { ...lines, unsorted: insurance + unsorted },
    ])
    expect(truth.length).toBeGreaterThan(11)
    expect(await profitOf('old')).toEqual(Object.fromEntries(truth))
  })

  test.each(['demo', 'second', 'old'])('of the shop «%s» add up to its accruals', async shop => {
    const of = (table: string) =>
      running.query(`SELECT sum(amount)::VARCHAR AS sum FROM ${table} WHERE shop_id = ${idOf(shop)}`)
    expect(await of('charges')).toEqual(await of('fact_ozon_transactions'))
  })

  test('that no directory knows are told with their money, the first of all types', async () => {
    const { types } = await running.engine.handlers['charges.types']({ shopIds: null })
    const unsorted = types.filter(({ group }) => group === null)
    expect(types.slice(0, unsorted.length)).toEqual(unsorted)
    expect(unsorted.map(({ marketplace, type }) => `${marketplace} ${type}`).toSorted()).toEqual([
      'ozon 999',
      'ozon MarketplaceServiceItemSmartPricing',
      'ozon MarketplaceServiceItemStockInsurance',
      'ozon MarketplaceServiceItemType999',
      'ozon SmartPricing',
      'wb Удержания: Корректировка удержаний прошлых периодов',
    ])
    for (const { type, lines, sums } of unsorted) expect([type, lines > 0, sums[0]?.sum]).not.toContain(0)
  })

  test('have the same group in the list of types and in the view', async () => {
    const { types } = await running.engine.handlers['charges.types']({ shopIds: null })
    const rows = await running.query(
      'SELECT DISTINCT marketplace, type, charge_group, directory_group FROM charges WHERE amount <> 0 ORDER BY ALL',
    )
    const listed = types.map(({ marketplace, type, group, directoryGroup }) => [
      marketplace,
      type,
      group,
      directoryGroup,
    ])
    expect(listed.toSorted()).toEqual(rows.map(row => Object.values(row)).toSorted())
  })

  test('of Wildberries have no text that the directory knows in vain', async () => {
    const { types } = await running.engine.handlers['charges.types']({ shopIds: [idOf('wb-demo') as number] })
    const known = new Set(wbCharges.entries.map(({ type }) => type))
    expect(types.filter(({ type, group }) => known.has(type) !== (group !== null))).toEqual([])
    expect(types.length).toBeGreaterThan(20)
  })
})

measuresAreTrue({
  at: 'charges',
  running: () => running,
  sandbox: () => sandbox,
  // The older method lacks names, which is tested above.
  shops: () =>
    Object.fromEntries([...shops].flatMap(([name, { id }]) => (name === 'old' ? [] : [[name, id]]))),
  days: () => ({ from: addDays(sandbox.today(), -40), to: addDays(sandbox.today(), -2) }),
})

describe('advertising', () => {
  type Months = Record<string, number>
  const byMonth = (
    of: Readonly<Record<string, { readonly [sum: string]: unknown }>>,
    sum: string,
  ): Months => {
    const months: Months = {}
    for (const [day, sums] of Object.entries(of))
      months[day.slice(0, 7)] = (months[day.slice(0, 7)] ?? 0) + Number(sums[sum])
    return months
  }
  /** What is true of a month by both sides. */
  function truthOfAds(shop: string): { readonly booked: Months; readonly campaigns: Months } {
    if (shop.startsWith('wb')) {
      const { profit, adCosts } = sandbox.wbTruth(shop)
      const settled = Object.entries(profit).map(([month, lines]) => [month, -(lines.ads_settlement ?? 0)])
      return { booked: Object.fromEntries(settled), campaigns: adCosts.byPayment.Баланс ?? {} }
    }
    const { accruals, ads, orderAds } = sandbox.truth(shop, {})
    const [clicks, orders] = [byMonth(ads.byDay, 'spend'), byMonth(orderAds.byDay, 'spend')]
    const charged: Months = {}
    for (const [day, { byType }] of Object.entries(accruals.byDay))
      charged[day.slice(0, 7)] = (charged[day.slice(0, 7)] ?? 0) - (byType[41] ?? 0) - (byType[54] ?? 0)
    const months = Object.keys({ ...clicks, ...orders })
    const both = months.map(month => [month, (clicks[month] ?? 0) + (orders[month] ?? 0)])
    return { booked: charged, campaigns: Object.fromEntries(both) }
  }

  test.each(['demo', 'wb-demo'])(
    'of the shop «%s» stands in its books beside that of its campaigns, month by month to the kopeck, with the difference',
    async shop => {
      const id = idOf(shop) as number
      const told = await running.engine.handlers['charges.advertising']({ shopIds: [id] })
      const { booked, campaigns } = truthOfAds(shop)
      const whole = told.filter(({ difference }) => difference !== null)
      expect(whole.length).toBeGreaterThan(4)
      expect(whole[0]?.month).toBe(sandbox.today().slice(0, 7))
      for (const { month, ...of } of whole)
        expect(of, month).toMatchObject({
          booked: booked[month] ?? 0,
          campaigns: campaigns[month] ?? 0,
          difference: (booked[month] ?? 0) - (campaigns[month] ?? 0),
          currency: 'RUB',
          missing: [],
        })
      // Weeks over the border of a month are settled in the next.
      if (shop.startsWith('wb')) expect(whole.some(({ difference }) => difference !== 0)).toBe(true)
      else expect(whole.filter(({ difference }) => difference === 0).length).toBeGreaterThan(3)
      for (const { month, ...of } of told.filter(({ difference }) => difference === null))
        expect([month, of.booked === null || of.campaigns === null, of.missing.length > 0]).toEqual([
          month,
          true,
          true,
        ])
    },
  )

  test('of a shop whose campaigns were not read is known by its books alone', async () => {
    const told = await running.engine.handlers['charges.advertising']({ shopIds: [idOf('second') as number] })
    expect(told.length).toBeGreaterThan(10)
    for (const { campaigns, difference, missing } of told) {
      expect([campaigns, difference]).toEqual([null, null])
      expect(missing.map(({ reason }) => reason)).toContain('not_loaded')
    }
    expect(told.some(({ booked }) => booked !== null)).toBe(true)
  })
})
