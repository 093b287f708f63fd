import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Sandbox } from '../../sandbox/index.ts'
import { engines } from '../support/engines.ts'
import { word } from '../support/fault-matrix.ts'
import { sandbox } from '../support/sandbox.ts'

const STEPS = ['ozon.realization', 'ozon.realization_postings'] as const
const TABLES = ['fact_ozon_realization', 'fact_ozon_realization_postings']
const PATHS = ['/v2/finance/realization', '/v1/finance/realization/posting']

let market: Sandbox
const fresh = engines(() => market)
beforeAll(async () => {
  // October is over, and its report comes on the 5th.
  market = await sandbox({ scale: 0.2, today: '2026-11-03' })
})
afterEach(() => market.log.clear())
afterAll(() => market.close())

test('a report that is not out yet is told, no failure; the others load, and it comes by itself once it is there', async () => {
  const shop = await fresh()
  const months = async (table: string) =>
    (await shop.query(`SELECT DISTINCT strftime(dt, '%Y-%m') AS month FROM ${table} ORDER BY 1`)).map(row =>
      String(row.month),
    )
  const early = await shop.load([...STEPS])
  for (const step of STEPS)
    expect(word(early, step)).toMatchObject({
      status: 'done',
      kind: null,
      notices: [{ word: 'report_not_ready' }],
    })
  for (const table of TABLES) expect((await months(table)).at(-1)).toBe('2026-09')
  market.advance(2)
  market.log.clear()
  const later = await shop.load([...STEPS])
  for (const step of STEPS) expect(word(later, step)).toMatchObject({ status: 'done', notices: [] })
  for (const table of TABLES) expect((await months(table)).at(-1)).toBe('2026-10')
  // Months that ended more than a month ago are not asked for again.
  for (const path of PATHS)
    expect(market.log.find({ path }).map(({ body }) => (body as { month: number }).month)).toEqual([10])
})

test('a key without the role of one report skips it with its cause and leaves all else alone', async () => {
  const shop = await fresh({ key: market.keys.withoutReports })
  const progress = await shop.load(['ozon.balance', ...STEPS])
  expect(progress.steps.map(({ step, status, kind }) => [step, status, kind])).toEqual([
    ['ozon.balance', 'done', null],
    ['ozon.realization', 'skipped', 'no_role'],
    ['ozon.realization_postings', 'done', null],
  ])
  // No more than the four that were under way at the first refusal.
  expect(market.log.find({ path: PATHS[0] as string }).length).toBeLessThanOrEqual(4)
  const [row] = await shop.query(`SELECT count(*) AS rows FROM ${TABLES[1]}`)
  expect(Number(row?.rows)).toBeGreaterThan(0)
})

test('a shop of Kazakhstan has no such report: that is said, and no step fails', async () => {
  const shop = await fresh()
  market.setCurrency('demo', 'KZT')
  try {
    const progress = await shop.load([...STEPS])
    for (const step of STEPS)
      expect(word(progress, step)).toMatchObject({
        status: 'done',
        kind: null,
        notices: [{ word: 'no_report_in_country' }],
      })
    // The country is asked for once by each step.
    expect(market.log.find({ path: '/v1/seller/info', status: 200 }).length).toBeLessThanOrEqual(4)
  } finally {
    market.setCurrency('demo', 'RUB')
  }
  market.log.clear()
  market.faults.set([{ kind: 'bad_request', path: PATHS[0] as string }])
  const refused = await shop.load([...STEPS])
  market.faults.clear()
  expect(word(refused, STEPS[0])).toMatchObject({ status: 'failed', kind: 'bad_request' })
})
