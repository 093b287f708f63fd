import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { steps, tables } from '../../loaders/ozon/index.ts'
import { cli, type Line, linesOf, start } from '../support/cli.ts'

const folder = mkdtempSync(join(tmpdir(), 'prilavok-cli-demo-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('sandbox says where it listens and which keys open it, for a shop to be added, and ends at Ctrl+C', async () => {
  const program = start({ args: ['sandbox', '--scale', '0.05', '--json'] })
  while (!program.stdout().includes('\n')) await sleep(10)
  const [ready] = linesOf(program.stdout())
  expect(ready).toMatchObject({ event: 'ready', keys: { demo: { clientId: expect.any(String) } } })
  const person = start({ args: ['sandbox', '--scale', '0.05'] })
  while (!person.stdout().includes('Ctrl+C')) await sleep(10)
  const env = Object.fromEntries(
    [...person.stdout().matchAll(/^(PRILAVOK_\w+)=(.+)$/gm)].map(([, name, value]) => [name, value]),
  )
  const added = await cli({
    args: ['shop', 'add', '--name', 'Дом', '--keys', 'env'],
    dataDir: join(folder, 'shop'),
    env: env as Record<string, string>,
  })
  expect(added, added.stderr).toMatchObject({ code: 0 })
  for (const one of [program, person]) one.child.kill('SIGINT')
  expect(await program.ended).toMatchObject({ code: 0, signal: null, stderr: '' })
  expect(await person.ended).toMatchObject({ code: 0, signal: null, stderr: '' })
  expect(linesOf((await program.ended).stdout).at(-1)).toEqual({ event: 'result', ok: true })
})

test('demo loads a shop of its own and ends with its steps, tables and figures; sync refreshes it afterwards', async () => {
  const dataDir = join(folder, 'demo')
  const demo = await cli({ args: ['demo', '--marketplace', 'ozon', '--scale', '0.05', '--json'], dataDir })
  expect(demo.code, demo.stderr).toBe(0)
  const result: Line = linesOf(demo.stdout).at(-1)
  expect(result).toMatchObject({
    event: 'result',
    ok: true,
    figures: { units: { value: expect.any(Number) } },
  })
  expect(result.steps.map(({ step, status }: Line) => `${step} ${status}`)).toEqual(
    steps.map(({ id }) => `${id} done`),
  )
  // Each has rows, and none of the other marketplace is listed.
  expect(result.tables.filter(({ rows }: Line) => rows === 0)).toEqual([])
  expect(result.tables.map(({ table }: Line) => table).sort()).toEqual(tables.map(({ name }) => name).sort())

  const again = await cli({ args: ['sync', '--step', 'ozon.catalogue'], dataDir })
  expect(again, again.stdout).toMatchObject({ code: 0, stderr: '' })
  const said = await cli({ args: ['status'], dataDir })
  expect(said.stdout).toContain('Тихий дом (Ozon) (№ 1): Активен')
})
