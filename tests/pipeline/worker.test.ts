import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Shop } from '#contract/shop.ts'
import type { Progress } from '#contract/sync.ts'
import { openSqlite } from '../../main/engine/store/sqlite/connection.ts'
import type { Sandbox } from '../../sandbox/index.ts'
import { contentsSql } from '../support/contents.ts'
import { engine, keysOf } from '../support/engine.ts'
import { recently, sandbox } from '../support/sandbox.ts'
import { workerHost } from '../support/worker-host.ts'

let market: Sandbox
const folder = mkdtempSync(join(tmpdir(), 'prilavok-worker-'))
beforeAll(async () => {
  // The worker uses the clock of this computer.
  market = await sandbox({ scale: 0.1, today: undefined })
})
afterAll(async () => {
  await market.close()
  rmSync(folder, { recursive: true, force: true })
})

const contents = async (dataDir: string) => {
  const reader = await engine({ sandbox: market, key: null, dataDir })
  try {
    return await reader.query(contentsSql())
  } finally {
    await reader.close()
  }
}

test('P10: an engine that dies in the middle of a load is started again, tells it, asks for the keys again and ends the load equal to an undisturbed one', async () => {
  const dataDir = join(folder, 'dies')
  const host = workerHost(market, dataDir, { startDay: recently(market) })
  const shop = await host.get<Shop>('shop.add', { name: 'Дом', keys: keysOf(market.keys.demo) })
  const far = host.until(progress => progress.percent >= 30)
  const begun = await host.get<Progress>('sync.start', { shopId: shop.id })
  await far
  const asked = host.keysAsked()
  expect(asked).toBe(1)

  const ended = host.until(progress => progress.status === 'done')
  market.faults.set([{ kind: 'hang', path: '/v1/seller/info' }])
  const waiting = host.ask('shop.check', { keys: keysOf(market.keys.demo) })
  await host.fail()
  market.faults.clear()
  // Waiting calls fail; none waits for ever.
  const answer = await waiting
  expect(answer.ok ? '' : answer.kind).toMatch(/^(engine_lost|cancelled)$/)
  expect(host.said()).toContain('a fault of the program')

  // The progress is complete for a new window: the run continues under its own id from where it was.
  const status = await host.get<Progress>('sync.status', { shopId: shop.id })
  expect(status.runId).toBe(begun.runId)
  const last = await ended
  expect(last).toMatchObject({ runId: begun.runId, percent: 100, first: true })
  expect(last.steps.filter(step => step.status !== 'done')).toEqual([])
  expect(host.keysAsked()).toBe(asked + 1)
  expect(host.events.filter(({ event }) => event === 'app.notice')).toEqual([
    { event: 'app.notice', payload: { word: 'engine_restarted', details: { code: 1 } } },
  ])
  await host.close()

  const calm = workerHost(market, join(folder, 'calm'), { startDay: recently(market) })
  await calm.get('shop.add', { name: 'Дом', keys: keysOf(market.keys.demo) })
  const done = calm.until(progress => progress.status === 'done')
  await calm.get('sync.start', { shopId: 1 })
  await done
  await calm.close()
  expect(await contents(dataDir)).toEqual(await contents(join(folder, 'calm')))
})

test('an engine that is closed in the middle of a load takes it up at the next start without being asked', async () => {
  const dataDir = join(folder, 'closed')
  const first = workerHost(market, dataDir, { startDay: recently(market) })
  await first.get('shop.add', { name: 'Дом', keys: keysOf(market.keys.demo) })
  const far = first.until(progress => progress.percent >= 20)
  await first.get('sync.start', { shopId: 1 })
  await far
  await first.close()
  const { payload } = first.events.findLast(({ event }) => event === 'sync.progress') ?? {}
  expect(payload).toMatchObject({ status: 'interrupted' })

  const second = workerHost(market, dataDir, { startDay: recently(market) })
  const told = await second.until(() => true)
  expect(told.percent).toBeGreaterThanOrEqual(20)
  await second.close()
})

test('a folder that cannot be opened is tried once for all who ask, and opened on the word of a person', async () => {
  const dataDir = join(folder, 'taken')
  await contents(dataDir)
  const other = openSqlite(join(dataDir, 'dims.sqlite'))
  const host = workerHost(market, dataDir, { startDay: recently(market) })
  for (let asked = 0; asked < 12; asked += 1) {
    const answer = await host.ask('shop.list')
    expect(answer).toMatchObject({ ok: false, kind: 'data_in_use' })
  }
  expect(await host.ask('engine.start')).toMatchObject({ ok: false, kind: 'data_in_use' })
  other.close()
  // A call alone is no retry: the folder is free, but stays closed for a while.
  expect(await host.ask('shop.list')).toMatchObject({ ok: false, kind: 'data_in_use' })
  await host.get('engine.start')
  expect(await host.get('shop.list')).toEqual([])
  const told = host.events.flatMap(({ event, payload }) => (event === 'app.notice' ? [payload] : []))
  expect(told).toMatchObject([{ word: 'data_in_use' }, { word: 'data_opened' }])
  await host.close()
})
