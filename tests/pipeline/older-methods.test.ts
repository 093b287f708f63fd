import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Fault, Sandbox } from '../../sandbox/index.ts'
import type { RunningEngine } from '../support/engine.ts'
import { engines } from '../support/engines.ts'
import { word } from '../support/fault-matrix.ts'
import { sandbox } from '../support/sandbox.ts'

const FINANCE = 'ozon.finance'
const CURRENT = '/v1/finance/accrual/by-day'
/** The older method responds without data. */
const EMPTY: Fault = { kind: 'nothing', path: '/v3/finance/transaction/list' }

let market: Sandbox
let truth: number
const fresh = engines(() => market)
const accruals = async (of: RunningEngine) =>
  Number((await of.query('SELECT count(*) AS n FROM fact_ozon_transactions'))[0]?.n)

beforeAll(async () => {
  market = await sandbox({ scale: 0.1 })
  const calm = await fresh()
  await calm.load([FINANCE])
  truth = await accruals(calm)
  expect(truth).toBeGreaterThan(100)
})
afterAll(() => market.close())

test('one stray page in place of a method moves no shop to an older method that knows of nothing', async () => {
  const shop = await fresh()
  market.faults.set([{ kind: 'not_here', path: CURRENT, skip: 5, times: 1 }, EMPTY])
  expect(word(await shop.load([FINANCE]), FINANCE)).toMatchObject({ status: 'done', notices: [] })
  expect(await accruals(shop)).toBe(truth)
})

test('a proxy that stands in the way loads nothing for nothing: the step fails, and the next run reads all', async () => {
  const shop = await fresh()
  market.faults.set([{ kind: 'not_here', path: CURRENT, skip: 5 }, EMPTY])
  expect(word(await shop.load([FINANCE]), FINANCE)).toMatchObject({ status: 'failed', kind: 'obsolete' })
  market.faults.clear()
  expect(word(await shop.load([FINANCE]), FINANCE)).toMatchObject({ status: 'done' })
  expect(await accruals(shop)).toBe(truth)
})

test('a shop that only the older methods know is read by them, and its person is told by which method', async () => {
  const shop = await fresh()
  market.setEra('demo', 'old')
  const said = word(await shop.load([FINANCE]), FINANCE)
  market.setEra('demo', 'new')
  expect(said).toMatchObject({
    status: 'done',
    notices: expect.arrayContaining([{ word: 'older_method', details: { method: CURRENT } }]),
  })
  expect(said.notices.filter(notice => notice.word === 'older_method')).toHaveLength(1)
  expect(await accruals(shop)).toBeGreaterThan(100)
})
