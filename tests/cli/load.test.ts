import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { MEASURE_IDS } from '#contract/report.ts'
import { Progress } from '#contract/sync.ts'
import { steps, tables } from '../../loaders/ozon/index.ts'
import type { Sandbox } from '../../sandbox/index.ts'
import { type Command, cli, type Ended, type Line, linesOf, start } from '../support/cli.ts'
import { contentsSql } from '../support/contents.ts'
import { engine } from '../support/engine.ts'
import { RECENTLY, sandbox } from '../support/sandbox.ts'

let market: Sandbox
const folder = mkdtempSync(join(tmpdir(), 'prilavok-cli-load-'))
const whole = join(folder, 'whole')
const filled = new Set(tables.map(({ name }) => name))
const STEP_FIELDS = ['step', 'status', 'rows', 'from', 'to', 'error']

const command = (dataDir: string, args: readonly string[]): Command => ({
  args: [...args, '--keys', 'env', '--start-day', RECENTLY],
  dataDir,
  sandbox: market,
  key: market.keys.demo,
})
const run = (dataDir: string, ...args: string[]): Promise<Ended> => cli(command(dataDir, args))
const json = async (dataDir: string, ...args: string[]) => {
  const ended = await run(dataDir, ...args, '--json')
  const lines = linesOf(ended.stdout)
  return { ...ended, lines, result: lines.at(-1) as Line }
}

beforeAll(async () => {
  market = await sandbox({ scale: 0.1 })
  expect((await run(whole, 'shop', 'add', '--name', 'Дом')).code).toBe(0)
})
afterEach(() => market.faults.clear())
afterAll(async () => {
  await market.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('sync', () => {
  test('tells its progress in lines and ends with what came of every step and table', async () => {
    const { code, stderr, lines, result } = await json(whole, 'sync')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const accruals = market.log.find({ path: '/v1/finance/accrual/by-day' })
    expect(accruals.map(({ body }) => (body as { date: string }).date).sort()[0]).toBe(RECENTLY)
    expect(result).toMatchObject({ event: 'result', ok: true })
    expect(result.steps.map(({ step }: Line) => step)).toEqual(steps.map(({ id }) => id))
    for (const step of result.steps) {
      expect(Object.keys(step)).toEqual(expect.arrayContaining(STEP_FIELDS))
      expect(step).toMatchObject({ status: 'done', error: null })
      expect(step.rows).toBeGreaterThan(0)
    }
    for (const table of result.tables) {
      expect(Object.keys(table)).toEqual(['table', 'rows', 'from', 'to'])
      // Tables of the marketplace without a shop are listed too, empty.
      expect(table.rows > 0, table.table).toBe(filled.has(table.table))
    }
    expect(result.tables.map(({ table }: Line) => table)).toEqual(expect.arrayContaining([...filled]))
    expect(result.steps.find(({ step }: Line) => step === 'ozon.orders')).toMatchObject({
      to: market.today(),
    })

    const told = lines.slice(0, -1)
    expect(told.length).toBeGreaterThan(5)
    for (const line of told) {
      expect(line.event).toBe('progress')
      expect(Progress.safeParse(line).success).toBe(true)
    }
    const percents = told.map(({ percent }) => percent)
    expect(percents).toEqual([...percents].sort((one, other) => one - other))
    expect(told.at(-1)).toMatchObject({ percent: 100, status: 'done' })
  })

  test('says it to a person in words, with rows and days', async () => {
    const { code, stdout } = await run(whole, 'sync', '--step', 'orders', '--shop', 'Дом')
    expect(code).toBe(0)
    expect(stdout).toMatch(/✔ Заказы: \d+\sзапис(ь|и|ей), \d+\s.*\s2026/)
    // Steps of an earlier run must not be printed as if they had just ended.
    expect(stdout.trim().split('\n')).toHaveLength(3)
    expect(stdout).not.toContain('undefined')
    expect(stdout).not.toContain('{')
  })

  test('ends with 2 when a step failed or was put off, and says which and why', async () => {
    const other = join(folder, 'put-off')
    cpSync(whole, other, { recursive: true })
    market.faults.set([
      { kind: 'bad_request', path: '/v5/product/info/prices' },
      { kind: 'later', path: '/v1/returns/list' },
    ])
    const failed = await json(other, 'sync', '--step', 'ozon.prices', 'ozon.returns', 'ozon.seller_rating')
    expect(failed.code).toBe(2)
    expect(failed.result.ok).toBe(false)
    expect(failed.result.steps).toMatchObject([
      { step: 'ozon.returns', status: 'later', error: { kind: 'later' } },
      { step: 'ozon.prices', status: 'failed', error: { kind: 'bad_request' } },
      { step: 'ozon.seller_rating', status: 'done', error: null },
    ])
    expect(Date.parse(failed.result.steps[0].error.until)).toBeGreaterThan(
      Date.parse(`${market.today()}T09:15:00Z`),
    )
    const said = await run(other, 'sync', '--step', 'ozon.prices')
    expect(said.code).toBe(2)
    expect(said.stdout).toContain('✘ Цены и комиссии')
    const status = await run(other, 'status')
    expect(status.stdout).toMatch(/Цены и комиссии: .*не загру/)
    market.faults.clear()
    expect((await run(other, 'sync', '--step', 'ozon.prices')).code).toBe(0)
    // The user's run asks the marketplace again.
    expect((await json(other, 'sync', '--step', 'ozon.returns')).result.steps).toMatchObject([
      { step: 'ozon.returns', status: 'done' },
    ])
    const { messages } = (await json(other, 'shop', 'list')).result.shops[0]
    expect(messages.map(({ word }: Line) => word)).toEqual([])
  })

  test('ends with 1 for a shop or a step that is not there, and when no shop is', async () => {
    expect((await json(whole, 'sync', '--shop', 'Чужой')).result.error.kind).toBe('no_shop')
    const unknown = await json(whole, 'sync', '--step', 'ozon.nothing')
    expect(unknown).toMatchObject({ code: 1, result: { ok: false, error: { kind: 'bad_input' } } })
    expect((await json(join(folder, 'empty'), 'sync')).result.error.kind).toBe('no_shop')
  })

  test.each(['SIGINT', 'SIGTERM'] as const)(
    'that is asked to end by %s lets go of the data, says so, and goes on from there',
    async signal => {
      const dataDir = join(folder, signal)
      expect((await run(dataDir, 'shop', 'add', '--name', 'Дом')).code).toBe(0)
      const { child, ended, stdout } = start(command(dataDir, ['sync', '--json']))
      while ((linesOf(stdout().replace(/\n[^\n]*$/, '\n')).at(-1)?.percent ?? 0) < 20) await sleep(5)
      child.kill(signal)
      // A terminal sends the signal to the whole group, and npm sends it once more.
      child.kill(signal)
      const cut = await ended
      expect(cut).toMatchObject({ code: 1, signal: null, stderr: '' })
      expect(linesOf(cut.stdout).at(-1)).toMatchObject({
        event: 'result',
        ok: false,
        error: { kind: 'cancelled' },
      })
      const { result } = await json(dataDir, 'status')
      expect(result.shops[0].run).toMatchObject({ status: 'interrupted' })
      expect(result.shops[0].run.percent).toBeGreaterThanOrEqual(20)

      const resumed = await json(dataDir, 'sync')
      expect(resumed.code).toBe(0)
      expect(resumed.lines[0].percent).toBeGreaterThanOrEqual(20)
      const contents = async (of: string) => (await json(of, 'query', contentsSql())).lines
      expect(await contents(dataDir)).toEqual(await contents(whole))
    },
  )

  test('P26: a second process on the same folder says so and ends, and the first one goes on', async () => {
    const first = await engine({ sandbox: market, startDay: RECENTLY, key: null, dataDir: whole })
    for (const args of [['shop', 'list'], ['query', 'SELECT 1'], ['sync'], ['tables'], ['status']]) {
      const second = await json(whole, ...args)
      expect(second.code, args.join(' ')).toBe(1)
      expect(second.result).toMatchObject({ ok: false, error: { kind: 'data_in_use' } })
    }
    const said = await run(whole, 'tables')
    expect(said.stderr).toContain('Папка данных занята')
    const [row] = await first.query('SELECT count(*) AS rows FROM fact_ozon_orders')
    expect(Number(row?.rows)).toBeGreaterThan(0)
    await first.close()
    expect((await run(whole, 'tables')).code).toBe(0)
  })
})

describe('report', () => {
  const DAYS = ['--from', '2026-10-20', '--to', '2026-11-14']
  const truth = () => market.truth('demo', { from: '2026-10-20', to: '2026-11-14' })

  test('answers with the figures of a period, as a line of JSON and as a spreadsheet, to the kopeck', async () => {
    const { units, revenue } = truth().orders.total
    const { code, result } = await json(
      whole,
      'report',
      '--measures',
      'ordered_units,ordered_revenue',
      ...DAYS,
    )
    expect({ code, ok: result.ok }).toEqual({ code: 0, ok: true })
    expect(result.report.total.map(({ value }: Line) => value)).toEqual([units, revenue])

    const cuts = ['--by', 'product,month', '--order', '-ordered_revenue', '--format', 'csv']
    const { stdout } = await run(
      whole,
      'report',
      '--measures',
      'ordered_units,ordered_revenue',
      ...DAYS,
      ...cuts,
    )
    const [head, ...lines] = stdout.trimEnd().split('\r\n')
    expect(head).toBe(
      'time,product_shop_id,product_id,sku,article,name,ordered_units,ordered_revenue,currency',
    )
    const rows = lines.map(line => line.split(',').slice(-3))
    const roubles = rows.map(([, sum]) => Math.round(Number(sum) * 100))
    expect(rows.reduce((sum, [count]) => sum + Number(count), 0)).toBe(units)
    expect(roubles.reduce((sum, one) => sum + one, 0)).toBe(revenue)
    expect(roubles).toEqual(roubles.toSorted((one, other) => other - one))
    expect(new Set(lines.map(line => line.slice(0, 10)))).toEqual(new Set(['2026-10-01', '2026-11-01']))
  })

  test('says them to a person beside the days before, and why a figure is a dash', async () => {
    const { code, stdout } = await run(
      whole,
      'report',
      '--measures',
      'ordered_units,card_opens',
      '--by',
      'shop',
      '--compare',
      'previous',
      ...DAYS,
    )
    expect(code).toBe(0)
    const said = stdout.replaceAll('\u00a0', ' ')
    expect(said).toContain('20 окт – 14 ноя 2026, в сравнении с 24 сен – 19 окт 2026')
    expect(said).toMatch(new RegExp(`Дом +${truth().orders.total.units} +\\d+ +— +—`))
    expect(said).toContain('Открыли карточку: Маркетплейс этого не сообщает')
  })

  test('is refused in words where a measure has no such cut, or there is no such measure', async () => {
    const refused = await run(whole, 'report', '--measures', 'ad_spend', '--by', 'product')
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('(ad_spend, product)') })
    expect(refused.stderr).toContain('нет такого разреза')
    const unknown = await json(whole, 'report', '--measures', 'nothing')
    expect(unknown.result.error).toEqual({ kind: 'bad_input', message: '--measures: nothing' })
    const { stdout } = await run(whole, 'measures')
    for (const id of MEASURE_IDS) expect(stdout).toMatch(new RegExp(`^${id}  `, 'm'))
  })
})

describe('what was loaded', () => {
  test('stands in tables and status, for a program and for a person', async () => {
    const list = await json(whole, 'tables')
    expect(list.result).toMatchObject({ event: 'result', ok: true })
    expect(list.result.steps).toHaveLength(steps.length)
    expect(list.result.tables.filter(({ rows }: Line) => rows > 0)).toHaveLength(tables.length)
    const said = await run(whole, 'tables')
    for (const { name } of tables) expect(said.stdout).toContain(name)
    const status = await json(whole, 'status')
    expect(status.result.shops).toMatchObject([{ name: 'Дом', status: 'active', run: { status: 'done' } }])
    const holes = status.result.shops[0].coverage.flatMap(({ holes }: Line) => holes)
    expect(holes.filter(({ to }: Line) => to >= RECENTLY)).toEqual([])
  })

  test('answers a question with one row a line, of facts and dims under their plain names', async () => {
    const { code, lines, result } = await json(
      whole,
      'query',
      `SELECT o.sku, p.name, sum(o.quantity) AS units, CAST(12.30 AS DECIMAL(18,2)) AS price
       FROM fact_ozon_orders AS o JOIN dim_ozon_product_skus AS s USING (shop_id, sku)
       JOIN dim_ozon_products AS p ON p.shop_id = s.shop_id AND p.product_id = s.product_id
       GROUP BY ALL ORDER BY units DESC LIMIT 3`,
    )
    expect(code).toBe(0)
    expect(lines).toHaveLength(4)
    for (const row of lines.slice(0, -1)) {
      expect(Object.keys(row)).toEqual(['sku', 'name', 'units', 'price'])
      expect(row.price).toBe('12.30')
    }
    expect(result).toEqual({ event: 'result', ok: true, rows: 3 })
    const every = ['shops', 'runs', 'event_log', ...filled].map(
      name => `SELECT '${name}' AS name FROM ${name}`,
    )
    const named = await json(whole, 'query', `SELECT DISTINCT name FROM (${every.join(' UNION ALL ')})`)
    expect(named.code).toBe(0)
    expect(named.lines.map(({ name }) => name)).toEqual(expect.arrayContaining([...filled]))
    const said = await run(whole, 'query', "SELECT 'слово' AS text, 1 AS n")
    expect(said.stdout).toBe('text   n\n─────  ─\nслово  1\n1 запись\n')
  })

  test.each([
    'DELETE FROM dim_ozon_products',
    "COPY fact_ozon_orders TO '/tmp/prilavok-copied.csv'",
    "SELECT * FROM read_csv('/etc/passwd')",
    "ATTACH '/tmp/prilavok-attached.db'",
    'SET enable_external_access = true',
    'nonsense',
    '',
  ])('does not let a question change or read anything else: %s', async sql => {
    const { code, result } = await json(whole, 'query', sql)
    expect(code).toBe(1)
    expect(result).toMatchObject({ event: 'result', ok: false, error: { kind: 'bad_query' } })
    expect(result.error.message).not.toContain('root:')
  })
})
