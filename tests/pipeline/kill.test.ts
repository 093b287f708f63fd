import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Marketplace } from '#contract/shop.ts'
import { marketplaceOf } from '../../loaders/index.ts'
import type { LogEntry, Sandbox } from '../../sandbox/index.ts'
import { random } from '../../sandbox/random.ts'
import { cli, type Ended, type Line, linesOf, start } from '../support/cli.ts'
import { contentsSql, duplicatesSql } from '../support/contents.ts'
import { cabinetsOf } from '../support/keys.ts'
import { TESTED } from '../support/marketplaces/index.ts'
import { RECENTLY, sandbox } from '../support/sandbox.ts'

let market: Sandbox
const folder = mkdtempSync(join(tmpdir(), 'prilavok-kill-'))
beforeAll(async () => {
  // Orders and sales come in pages, as in a large shop.
  market = await sandbox({ scale: 0.1, wbCards: 12, wbOrders: 4, statisticsPage: 60 })
})
afterAll(async () => {
  await market.close()
  rmSync(folder, { recursive: true, force: true })
})

const command = (of: Marketplace, dataDir: string, ...args: string[]) => ({
  args: [...args, '--keys', 'env', '--start-day', RECENTLY, '--json'],
  dataDir,
  sandbox: market,
  key: cabinetsOf(market)[of].demo,
})
const run = (of: Marketplace, dataDir: string, ...args: string[]) => cli(command(of, dataDir, ...args))
const ask = async (dataDir: string, sql: string): Promise<Line[]> => {
  const { stdout, code } = await run('ozon', dataDir, 'query', sql)
  expect(code).toBe(0)
  return linesOf(stdout).slice(0, -1)
}

/** Kills a sync shortly after so many requests, so that it hits inside of transactions as well as between them. */
async function killed(of: Marketplace, dataDir: string, requests: number, moment: number): Promise<Ended> {
  const before = market.log.entries.length
  const { child, ended } = start(command(of, dataDir, 'sync'))
  let gone = false
  void ended.then(() => {
    gone = true
  })
  while (!gone && market.log.entries.length - before < requests) await sleep(2)
  await sleep(moment)
  child.kill('SIGKILL')
  return ended
}

/** The windows that these requests started: their first pages. A report id belongs to no window; days of the current week count with the week before. */
function windows(entries: readonly LogEntry[], windowed: string): Set<string> {
  const first = ({ cursor, last_id, offset, rrdId, period }: Record<string, unknown>) =>
    !cursor && !last_id && !offset && !rrdId && period !== 'daily'
  return new Set(
    entries
      .filter(({ method, path }) => `${method} ${path}` === windowed)
      .map(({ query, body }) => ({ query, body: body as Record<string, unknown> }))
      .filter(({ body }) => first(body))
      .map(({ query, body }) => JSON.stringify({ query, ...body, id: null })),
  )
}
/** Windows read in parallel, which a kill may cost. */
const inHand = (of: Marketplace, windowed: string) =>
  marketplaceOf(of)
    .steps.flatMap(step => step.streams)
    .find(stream => stream.source.paths.some(path => windowed.endsWith(` ${path}`)))?.parallel ?? 1

/** Rows of the dims, read from SQLite directly. */
function dimsOf(of: Marketplace, dataDir: string): Record<string, unknown[]> {
  const file = new Database(join(dataDir, 'dims.sqlite'), { readonly: true })
  try {
    return Object.fromEntries(
      marketplaceOf(of)
        .tables.filter(table => table.store === 'dims')
        .map(({ name, key }) => [
          name,
          file.prepare(`SELECT * FROM ${name} ORDER BY shop_id, ${key.join(', ')}`).all(),
        ]),
    )
  } finally {
    file.close()
  }
}

describe('a first load that is killed', () => {
  const cases = Marketplace.options.map(of => ({ of, ...TESTED[of].killed }))
  test.each(cases)(
    'P10, P11: $of: SIGKILL at $kills random moments: resumed each time, equal to an undisturbed load row for row, and no window asked for twice but those in hand',
    async ({ of, kills, moment, windowed }) => {
      const calm = join(folder, `${of} calm`)
      const struck = join(folder, `${of} struck`)
      const { steps, tables } = marketplaceOf(of)
      for (const dataDir of [calm, struck])
        expect((await run(of, dataDir, 'shop', 'add', '--marketplace', of, '--name', 'Дом')).code).toBe(0)

      market.log.clear()
      expect((await run(of, calm, 'sync')).code).toBe(0)
      const whole = market.log.entries.length
      market.log.clear()

      // On average in proportion to its share of the load, since the kills are spread over all of it.
      const dice = random(2026, 11)
      const between = (low: number, high: number) => low + Math.floor(dice.next() * (high - low))
      const lives: LogEntry[][] = []
      const failures: string[] = []
      for (let kill = 0; kill < kills; kill += 1) {
        const before = market.log.entries.length
        const after = between(2, (whole / kills) * 2 - 2)
        const { signal, stdout } = await killed(of, struck, after, between(0, moment))
        expect(signal, `life ${kill} was to be killed, and ended by itself`).toBe('SIGKILL')
        failures.push(...stdout.split('\n').filter(line => line.includes('"failed"')))
        // Requests of the killed process are answered before the next one starts.
        await sleep(20)
        lives.push(market.log.entries.slice(before))
      }
      const before = market.log.entries.length
      const last = await run(of, struck, 'sync')
      lives.push(market.log.entries.slice(before))
      expect(last.code, last.stderr).toBe(0)
      const result = linesOf(last.stdout).at(-1)
      expect(result.ok).toBe(true)
      expect(result.steps.map((step: Line) => step.status)).toEqual(steps.map(() => 'done'))

      const truth = await ask(calm, contentsSql())
      const filled = truth.filter(({ rows }) => rows > 0).map(({ table }) => table)
      expect(filled).toEqual(expect.arrayContaining(tables.map(({ name }) => name)))
      expect(await ask(struck, contentsSql())).toEqual(truth)
      expect(dimsOf(of, struck)).toEqual(dimsOf(of, calm))
      expect(await ask(struck, duplicatesSql())).toEqual([])

      // One run was resumed, no new one started.
      const runs = await ask(struck, 'SELECT count(*) AS runs, max(status) AS status FROM runs')
      expect(runs, failures.join('\n')).toEqual([{ runs: 1, status: 'done' }])
      for (const path of windowed) {
        const known = new Set<string>()
        for (const [kill, life] of lives.entries()) {
          const asked = windows(life, path)
          const again = [...asked].filter(window => known.has(window))
          expect(again.length, `${path} after kill ${kill}: ${again}`).toBeLessThanOrEqual(inHand(of, path))
          for (const window of asked) known.add(window)
        }
        expect(known.size, path).toBeGreaterThan(0)
      }
    },
  )

  test('P10: SIGKILL while the stores are being opened: the next start finds everything', async () => {
    const dataDir = join(folder, 'ozon calm')
    const before = await ask(dataDir, contentsSql())
    const dice = random(2026, 12)
    for (let kill = 0; kill < 5; kill += 1) {
      const { child, ended } = start(command('ozon', dataDir, 'tables'))
      await sleep(300 + dice.next() * 600)
      child.kill('SIGKILL')
      await ended
    }
    expect(await ask(dataDir, contentsSql())).toEqual(before)
  })
})
