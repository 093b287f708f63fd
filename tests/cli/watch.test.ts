import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Sandbox } from '../../sandbox/index.ts'
import { cli, type Line, linesOf, type Running, start } from '../support/cli.ts'
import { contentsSql, duplicatesSql } from '../support/contents.ts'
import { sandbox } from '../support/sandbox.ts'

const folder = mkdtempSync(join(tmpdir(), 'prilavok-cli-watch-'))
const dataDir = join(folder, 'data')
const calm = join(folder, 'calm')
let market: Sandbox
beforeAll(async () => {
  market = await sandbox({ scale: 0.05 })
})
afterAll(async () => {
  await market.close()
  rmSync(folder, { recursive: true, force: true })
})

/** An Ozon shop has no step of the coordinator `funnel`. */
const OF_OZON = ['ads', 'daily', 'frequent']

const command = (args: readonly string[], of = dataDir) => ({
  args: [...args, '--keys', 'env', '--json'],
  dataDir: of,
  sandbox: market,
  key: market.keys.demo,
})
const rows = async (sql: string, of = dataDir): Promise<Line[]> =>
  linesOf((await cli(command(['query', sql], of))).stdout).slice(0, -1)
/** Complete lines only: the last one may still be written. */
const said = (program: Running) => linesOf(program.stdout().replace(/[^\n]*$/, ''))
/** Waits for a certain output of the command. */
async function until(program: Running, wanted: (lines: readonly Line[]) => boolean): Promise<void> {
  while (!wanted(said(program))) {
    if (program.child.exitCode !== null) throw new Error((await program.ended).stderr)
    await sleep(20)
  }
}
/** Coordinators whose run the output reports as ended. */
const over = (lines: readonly Line[]): ReadonlySet<string> =>
  new Set(
    lines
      .filter(({ event, status }) => event === 'progress' && status === 'done')
      .map(({ trigger }) => trigger),
  )

test('watch needs a shop, catches up by one run of each coordinator, and nothing is lost or doubled when it is killed in the middle of them', async () => {
  const none = await cli(command(['watch']))
  expect(none.code).toBe(1)
  expect(linesOf(none.stdout).at(-1)).toMatchObject({ ok: false, error: { kind: 'no_shop' } })

  await cli(command(['shop', 'add', '--name', 'Дом']))
  expect((await cli(command(['sync']))).code).toBe(0)
  market.advance(2)
  cpSync(dataDir, calm, { recursive: true })

  // Each is interrupted once its run has started to load rows.
  const struck = start(command(['watch']))
  await until(struck, lines =>
    lines.some(({ event, trigger, steps }) => {
      const daily = event === 'progress' && trigger === 'daily'
      return daily && steps.some((step: Line) => step.rows > 0)
    }),
  )
  struck.child.kill('SIGKILL')
  expect((await struck.ended).signal).toBe('SIGKILL')

  // On a fast computer one or the other may have finished by then.
  const before = over(said(struck))
  const again = start(command(['watch']))
  await until(again, lines => {
    const all = new Set([...before, ...over(lines)])
    return OF_OZON.every(trigger => all.has(trigger))
  })
  again.child.kill('SIGINT')
  const last = await again.ended
  expect(last, last.stderr).toMatchObject({ code: 0, signal: null, stderr: '' })
  expect(linesOf(last.stdout).at(-1)).toEqual({ event: 'result', ok: true })

  const runs = await rows("SELECT trigger, status FROM runs WHERE trigger <> 'person' ORDER BY trigger")
  expect(runs).toEqual(OF_OZON.map(trigger => ({ trigger, status: 'done' })))
  expect(await rows(duplicatesSql())).toEqual([])

  // Row for row what a manual load would have brought.
  expect((await cli(command(['sync'], calm))).code).toBe(0)
  expect(await rows(contentsSql())).toEqual(await rows(contentsSql(), calm))
})
