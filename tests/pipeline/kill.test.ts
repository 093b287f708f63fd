import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { steps, tables } from '../../loaders/ozon/index.ts'
import type { LogEntry, Sandbox } from '../../sandbox/index.ts'
import { random } from '../../sandbox/random.ts'
import { cli, type Ended, type Line, linesOf, start } from '../support/cli.ts'
import { contentsSql, duplicatesSql } from '../support/contents.ts'
import { sandbox } from '../support/sandbox.ts'

const KILLS = 20
/** The methods that are read in windows of days; how many windows at once is what their stream says. */
const WINDOWED = [
  '/v3/posting/fbo/list',
  '/v4/posting/fbs/list',
  '/v1/finance/accrual/by-day',
  '/v1/analytics/data',
  '/v1/returns/list',
  '/api/client/statistics/json',
  '/api/client/statistic/products/generate/json',
]
const atOnce = (path: string) =>
  steps.flatMap(step => step.streams).find(stream => stream.source.paths.includes(path))?.parallel ?? 1

let market: Sandbox
const folder = mkdtempSync(join(tmpdir(), 'prilavok-kill-'))
beforeAll(async () => {
  market = await sandbox({ scale: 0.1 })
})
afterAll(async () => {
  await market.close()
  rmSync(folder, { recursive: true, force: true })
})

const command = (dataDir: string, ...args: string[]) => ({
  args: [...args, '--keys', 'env', '--json'],
  dataDir,
  sandbox: market,
  key: market.keys.demo,
})
const run = (dataDir: string, ...args: string[]) => cli(command(dataDir, ...args))
const ask = async (dataDir: string, sql: string): Promise<Line[]> => {
  const { stdout, code } = await run(dataDir, 'query', sql)
  expect(code).toBe(0)
  return linesOf(stdout).slice(0, -1)
}

/** Kills a sync after so many requests of its life and a moment more, so that it strikes inside transactions as well as between them. */
async function killed(dataDir: string, requests: number, moment: number): Promise<Ended> {
  const before = market.log.entries.length
  const { child, ended } = start(command(dataDir, 'sync'))
  let gone = false
  void ended.then(() => {
    gone = true
  })
  while (!gone && market.log.entries.length - before < requests) await sleep(2)
  await sleep(moment)
  child.kill('SIGKILL')
  return ended
}

/** The windows that these requests began: their first pages. */
function windows(entries: readonly LogEntry[], path: string): Set<string> {
  const first = ({ cursor, last_id, offset }: Record<string, unknown>) => !cursor && !last_id && !offset
  return new Set(
    entries
      .filter(entry => entry.path === path && first(entry.body as Record<string, unknown>))
      .map(entry => JSON.stringify(entry.body)),
  )
}

/** The rows of the dims as SQLite itself holds them. */
function dimsOf(dataDir: string): Record<string, unknown[]> {
  const file = new Database(join(dataDir, 'dims.sqlite'), { readonly: true })
  try {
    return Object.fromEntries(
      tables
        .filter(table => table.store === 'dims')
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
  test(`P10, P11: SIGKILL at ${KILLS} random moments: resumed each time, equal to an undisturbed load row for row, at most a window asked for twice`, async () => {
    const calm = join(folder, 'calm')
    const struck = join(folder, 'struck')
    for (const dataDir of [calm, struck])
      expect((await run(dataDir, 'shop', 'add', '--name', 'Дом')).code).toBe(0)

    market.log.clear()
    expect((await run(calm, 'sync')).code).toBe(0)
    const whole = market.log.entries.length
    market.log.clear()

    // On average as far as a twentieth of the load: the kills are spread over all of it.
    const dice = random(2026, 11)
    const between = (low: number, high: number) => low + Math.floor(dice.next() * (high - low))
    const lives: LogEntry[][] = []
    for (let kill = 0; kill < KILLS; kill += 1) {
      const before = market.log.entries.length
      const { signal } = await killed(struck, between(2, (whole / KILLS) * 2 - 2), between(0, 60))
      expect(signal, `life ${kill} was to be killed, and ended by itself`).toBe('SIGKILL')
      // What the dead process had sent is answered before the next one starts.
      await sleep(20)
      lives.push(market.log.entries.slice(before))
    }
    const before = market.log.entries.length
    const last = await run(struck, 'sync')
    lives.push(market.log.entries.slice(before))
    expect(last.code, last.stderr).toBe(0)
    const result = linesOf(last.stdout).at(-1)
    expect(result.ok).toBe(true)
    expect(result.steps.map((step: Line) => step.status)).toEqual(steps.map(() => 'done'))

    const truth = await ask(calm, contentsSql())
    const filled = truth.filter(({ rows }) => rows > 0).map(({ table }) => table)
    expect(filled).toEqual(expect.arrayContaining(tables.map(({ name }) => name)))
    expect(await ask(struck, contentsSql())).toEqual(truth)
    expect(dimsOf(struck)).toEqual(dimsOf(calm))
    expect(await ask(struck, duplicatesSql())).toEqual([])

    // One run was resumed, none begun anew.
    expect(await ask(struck, 'SELECT count(*) AS runs, max(status) AS status FROM runs')).toEqual([
      { runs: 1, status: 'done' },
    ])
    for (const path of WINDOWED) {
      const known = new Set<string>()
      let kills = 0
      for (const life of lives) {
        const asked = windows(life, path)
        const again = [...asked].filter(window => known.has(window))
        expect(again.length, `${path} after kill ${kills}: ${again}`).toBeLessThanOrEqual(atOnce(path))
        for (const window of asked) known.add(window)
        kills += 1
      }
      expect(known.size, path).toBeGreaterThan(0)
    }
  })

  test('P10: SIGKILL while the stores are being opened: the next start finds everything', async () => {
    const dataDir = join(folder, 'calm')
    const before = await ask(dataDir, contentsSql())
    const dice = random(2026, 12)
    for (let kill = 0; kill < 5; kill += 1) {
      const { child, ended } = start(command(dataDir, 'tables'))
      await sleep(300 + dice.next() * 600)
      child.kill('SIGKILL')
      await ended
    }
    expect(await ask(dataDir, contentsSql())).toEqual(before)
  })
})
