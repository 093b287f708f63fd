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
