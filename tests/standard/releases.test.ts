import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { addDays } from '#contract/days.ts'
import type { Sandbox } from '../../sandbox/index.ts'
import { contentsSql } from '../support/contents.ts'
import { engine, type RunningEngine } from '../support/engine.ts'
import { RELEASE_SCALE, releases, unpackRelease } from '../support/release.ts'
import { sandbox as startSandbox } from '../support/sandbox.ts'

let folder = ''
let sandbox: Sandbox
let running: RunningEngine
let before: ReturnType<typeof unpackRelease> = []

describe.each(releases)('the data folder of %s', release => {
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'prilavok-old-'))
    before = unpackRelease(release, join(folder, 'data'))
    // The marketplace of that time, whose shops only sold at an even pace: the orders in the folder are the orders that it has.
    sandbox = await startSandbox({ scale: RELEASE_SCALE, mechanisms: [] })
    running = await engine({ sandbox, dataDir: join(folder, 'data') })
  })
  afterEach(async () => {
    await running.close()
    await sandbox.close()
    rmSync(folder, { recursive: true, force: true })
  })

  test('P25: opens with everything in it: the shop, its last run and each row of each table', async () => {
    expect(running.engine.readOnly).toBe(false)
    expect(running.shop).toMatchObject({ clientId: sandbox.keys.demo.clientId, loaded: true })
    expect(await running.engine.inspect()).toEqual([])
    const last = await running.engine.handlers['sync.status']({ shopId: running.shop.id })
    expect(last).toMatchObject({ status: 'done', percent: 100 })
    // The results of its last run are the state of the datasets.
    const datasets = await running.engine.handlers['sync.datasets']({ shopIds: null })
    expect(datasets.filter(({ status }) => status === 'done').length).toBeGreaterThan(5)
    for (const { step, status, lastSuccessAt, rows } of datasets.filter(({ status }) => status !== null)) {
      expect([status, lastSuccessAt !== null]).toEqual([status, status === 'done'])
      expect([step, rows]).toEqual([step, last?.steps.find(word => word.step === step)?.rows])
    }
    const after = new Map((await running.query(contentsSql())).map(one => [one.table, Number(one.rows)]))
    for (const { table, rows } of before) expect(after.get(String(table)), String(table)).toBe(Number(rows))
  })

  test('P25: goes on from where it stood, three days later: only what may have changed is asked for', async () => {
    sandbox.advance(3)
    sandbox.log.clear()
    const [kept] = await running.query(
      `SELECT (sum(amount) * 100)::BIGINT AS total FROM fact_ozon_transactions WHERE dt < '${addDays(sandbox.today(), -32)}'`,
    )
    const untouched = kept?.total
    const { status } = await running.load()
    expect(status).toBe('done')
    const byDay = sandbox.log.find({ path: '/v1/finance/accrual/by-day' })
    const days = [...new Set(byDay.map(({ body }) => (body as { date: string }).date))].sort()
    // The thirty days that were open then are read once more now, and the three new ones.
    expect(days[0]).toBe(addDays(sandbox.today(), -32))
    expect(days).toHaveLength(33)

    const truth = sandbox.truth('demo', { from: addDays(sandbox.today(), -364) })
    const sums = await running.query(
      'SELECT dt::VARCHAR AS dt, sum(quantity)::BIGINT AS units, (sum(revenue) * 100)::BIGINT AS revenue FROM order_lines GROUP BY dt ORDER BY dt',
    )
    const wanted = Object.entries(truth.orders.byDay).map(([dt, { units, revenue }]) => ({
      dt,
      units,
      revenue,
    }))
    expect(sums.filter(({ dt }) => String(dt) >= truth.from)).toEqual(wanted)
    // Older accruals are those of the release, whose sandbox had others.
    const read = sandbox.truth('demo', { from: days[0], to: sandbox.today() })
    const total = async (where: string) => {
      const [money] = await running.query(
        `SELECT (sum(amount) * 100)::BIGINT AS total FROM fact_ozon_transactions WHERE dt ${where} '${days[0]}'`,
      )
      return money?.total
    }
    expect(await total('>=')).toBe(read.accruals.total.total)
    expect(await total('<')).toBe(untouched)
  })

  test('P25: whoever ends the app waits for no conversion, which begins anew the next time', async () => {
    await running.close()
    // The app's migrations, and one more that takes long, in parts between which questions have their turn.
    const migrationsDir = join(folder, 'migrations')
    cpSync(join(import.meta.dirname, '../../resources/migrations'), migrationsDir, { recursive: true })
    const number = readdirSync(join(migrationsDir, 'facts')).length + 1
    const part = 'UPDATE fact_ozon_orders SET quantity = quantity;\n'.repeat(20)
    const long = Array<string>(2_000).fill(part).join('-- part\n')
    writeFileSync(
      join(migrationsDir, 'facts', `${String(number).padStart(4, '0')}_long.sql`),
      `-- idle: long.\n${long}`,
    )
    const last = async () =>
      Number((await running.query('SELECT max(number)::INTEGER AS last FROM migrations'))[0]?.last)
    running = await engine({ sandbox, dataDir: join(folder, 'data'), migrationsDir })
    expect(await last()).toBeLessThan(number - 1)
    await running.load(['ozon.content_rating'])
    while ((await last()) < number - 1) await setTimeout(20)
    // Views over tables that were created again.
    const [lines] = await running.query('SELECT count(*) AS lines FROM order_lines')
    expect(Number(lines?.lines)).toBe(Number(before.find(({ table }) => table === 'fact_ozon_orders')?.rows))
    await running.close()
    running = await engine({ sandbox, dataDir: join(folder, 'data'), migrationsDir })
    expect(await last()).toBe(number - 1)
    expect(await running.engine.inspect()).toEqual([])
  })

  test('P25: takes a Wildberries shop beside what it has, and gives it back without touching a row', async () => {
    const ozon = contentsSql(running.shop.id)
    const before = await running.query(ozon)
    const shop = await running.connect(sandbox.tokens.demo)
    expect(await running.load(undefined, shop)).toMatchObject({ status: 'done', percent: 100 })
    const { orders } = sandbox.wbTruth('wb-demo', { from: addDays(sandbox.today(), -89) })
    const [sums] = await running.query(
      `SELECT count(*) AS orders, (sum(price_with_disc) * 100)::BIGINT AS revenue FROM fact_wb_orders WHERE shop_id = ${shop.id}`,
    )
    expect({ orders: Number(sums?.orders), revenue: Number(sums?.revenue) }).toEqual({
      orders: orders.total.orders,
      revenue: orders.total.revenue,
    })
    expect(await running.query(ozon)).toEqual(before)
    await running.engine.handlers['shop.remove']({ shopId: shop.id, name: shop.name })
    expect(await running.query(ozon)).toEqual(before)
    for (const { table, rows } of await running.query(contentsSql(shop.id)))
      expect(rows, String(table)).toBe(0)
  })
})
