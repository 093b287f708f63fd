import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Shop } from '#contract/shop.ts'
import type { Progress } from '#contract/sync.ts'
import type { DemoKey, Sandbox } from '../../sandbox/index.ts'
import { apiOf, cli, linesOf } from '../support/cli.ts'
import { type Gateway, gateway } from '../support/echo.ts'
import { keysOf } from '../support/engine.ts'
import { RECENTLY, sandbox } from '../support/sandbox.ts'
import { workerHost } from '../support/worker-host.ts'

let market: Sandbox
let echo: Gateway
let folder: string
beforeAll(async () => {
  market = await sandbox({ scale: 0.1, today: undefined })
})
beforeEach(async () => {
  echo = await gateway(market, 7)
  folder = mkdtempSync(join(tmpdir(), 'prilavok-leak-'))
})
afterEach(async () => {
  await echo.close()
  rmSync(folder, { recursive: true, force: true })
})
afterAll(() => market.close())

/** Every encoding in which a secret or half of it could be in a text or file. */
function forms(secret: string): readonly Buffer[] {
  const half = Math.floor(secret.length / 2)
  return [secret, secret.slice(0, half), secret.slice(half)].flatMap(part => [
    Buffer.from(part),
    Buffer.from(part, 'utf16le'),
    Buffer.from(Buffer.from(part).toString('hex')),
    Buffer.from(Buffer.from(part).toString('base64').replace(/=+$/, '').slice(0, -1)),
  ])
}
const secretsOf = (key: DemoKey): readonly string[] => [
  key.apiKey,
  key.perfClientSecret ?? '',
  ...echo.tokens,
]
function* filesIn(of: string): Generator<string> {
  for (const name of readdirSync(of)) {
    const path = join(of, name)
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) yield* filesIn(path)
    else yield path
  }
}
/** Which of the places contain a secret. */
function leaks(places: Readonly<Record<string, Buffer | string>>, secrets: readonly string[]): string[] {
  const wanted = secrets.flatMap(forms)
  return Object.entries(places)
    .filter(([, held]) => wanted.some(form => Buffer.from(held).includes(form)))
    .map(([place]) => place)
}
/** Contents of a folder's files; one that disappears meanwhile held rows that were being committed. */
const files = (of: string) =>
  Object.fromEntries(
    [...filesIn(of)].flatMap((path): [string, Buffer][] => {
      try {
        return [[path, readFileSync(path)]]
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
        throw error
      }
    }),
  )

test('P2: the search finds a key in each of its forms, so that finding none means something', () => {
  const [secret = ''] = secretsOf(market.keys.demo)
  const places = {
    a: `x${secret}y`,
    b: Buffer.from(secret, 'utf16le'),
    c: Buffer.from(secret).toString('base64'),
  }
  expect(leaks({ ...places, d: secret.slice(0, 20), e: 'nothing' }, [secret])).toEqual(['a', 'b', 'c', 'd'])
})

test('P2: a gateway that repeats keys, a thread that dies, a refused key: no file, event, answer or stream holds a key', async () => {
  const dataDir = join(folder, 'data')
  const host = workerHost(market, dataDir, { hosts: echo.hosts, startDay: RECENTLY })
  const keys = keysOf(market.keys.demo)
  const wrong = { ...keys, apiKey: market.keys.second.apiKey }
  await host.ask('shop.check', { keys: wrong })
  await host.ask('shop.add', { name: 'Чужой', keys: wrong })
  await host.ask('shop.add', { name: '', keys: { ...keys, clientId: 'не число' } })
  // The gateway may have refused the first try.
  let shop: Shop | null = null
  for (let attempt = 0; shop === null && attempt < 10; attempt += 1) {
    const answer = await host.ask('shop.add', { name: 'Дом', keys })
    shop = answer.ok ? (answer.value as Shop) : null
  }
  const shopId = (shop as Shop).id

  const far = host.until(progress => progress.percent >= 25 || progress.endedAt !== null)
  await host.ask('sync.start', { shopId })
  await far
  const wal = files(dataDir)
  const ended = host.until(progress => progress.endedAt !== null)
  await host.fail()
  const last: Progress = await ended
  expect(
    last.steps.some(step => step.status === 'failed'),
    'the gateway was to spoil a step',
  ).toBe(true)
  for (const name of ['shop.list', 'settings.get', 'coverage.get', 'overview.get', 'sync.status'])
    await host.ask(name, { shopId, shopIds: null, from: '2026-01-01', to: '2026-06-30' })
  await host.ask('shop.updateKeys', { shopId, keys })
  await host.ask('shop.updateKeys', { shopId, keys: wrong })
  await host.ask('nothing.such', { keys })
  await host.close()

  expect(echo.echoed).toBeGreaterThan(10)
  expect(echo.tokens.size).toBeGreaterThan(0)
  // The file names prove that databases, logs and captured responses were searched.
  const left = files(dataDir)
  expect(Object.keys(wal).filter(path => /wal$/.test(path))).not.toEqual([])
  expect(Object.keys(left).map(path => path.slice(dataDir.length + 1))).toEqual(
    expect.arrayContaining(['dims.sqlite', 'facts.duckdb']),
  )
  const places = {
    ...Object.fromEntries(Object.entries(wal).map(([path, held]) => [`mid-run ${path}`, held])),
    ...left,
    events: JSON.stringify(host.events),
    answers: JSON.stringify(host.answers),
    streams: host.said(),
  }
  expect(leaks(places, [...secretsOf(market.keys.demo), market.keys.second.apiKey])).toEqual([])
})

test('P2: the command line: keys of the environment and of standard input are in no output, no file and no argument', async () => {
  const dataDir = join(folder, 'data')
  const home = join(folder, 'home')
  mkdirSync(home)
  const command = {
    dataDir,
    sandbox: market,
    key: market.keys.demo,
    env: { PRILAVOK_API: apiOf(echo.hosts), HOME: home, TMPDIR: home },
  }
  let said = ''
  const say = async (...args: string[]) => {
    const { stdout, stderr, code } = await cli({ ...command, args: [...args, '--keys', 'env'] })
    said += stdout + stderr
    return { stdout, code }
  }
  for (let attempt = 0; attempt < 10; attempt += 1)
    if ((await say('shop', 'add', '--name', 'Дом')).code === 0) break
  await say('sync', '--start-day', RECENTLY, '--json')
  await say('sync', '--start-day', RECENTLY)
  await say('status')
  const kept = await say('query', 'SELECT * FROM evidence', '--json')
  expect(linesOf(kept.stdout).length, 'answers that were not understood are kept').toBeGreaterThan(1)
  expect(kept.stdout, 'with stars in place of the keys').toContain('***')
  await say('query', 'SELECT * FROM shops')
  await say('doctor', '--json')
  const pasted = await cli({
    args: ['shop', 'add', '--name', 'Ещё', '--json'],
    dataDir,
    sandbox: market,
    input: JSON.stringify({ clientId: 'x', apiKey: market.keys.demo.apiKey, performance: null }),
  })
  expect(pasted.code).toBe(1)
  writeFileSync(join(folder, 'said'), said + pasted.stdout + pasted.stderr)
  expect(leaks(files(folder), secretsOf(market.keys.demo))).toEqual([])
})
