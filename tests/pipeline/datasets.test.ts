import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { Sandbox } from '../../sandbox/index.ts'
import { engine, type RunningEngine } from '../support/engine.ts'
import { RECENTLY, sandbox } from '../support/sandbox.ts'

let market: Sandbox
let running: RunningEngine
beforeAll(async () => {
  market = await sandbox({ scale: 0.1 })
  running = await engine({ sandbox: market, startDay: RECENTLY })
})
afterAll(async () => {
  await running.close()
  await market.close()
})

const returns = async () => {
  const datasets = await running.engine.handlers['sync.datasets']({ shopIds: null })
  return datasets.find(({ step }) => step === 'ozon.returns')
}

test('a dataset that is being loaded is running, and shows its last result again when the run is over', async () => {
  expect(await returns()).toMatchObject({ status: null, lastTryAt: null, blocker: 'first_load' })
  market.faults.set([{ kind: 'hang', path: '/v1/returns/list' }])
  const { shop } = running
  await running.engine.handlers['sync.start']({ shopId: shop.id })
  await vi.waitFor(
    async () => expect(await returns()).toMatchObject({ status: 'running', lastTryAt: null }),
    30_000,
  )
  await running.engine.handlers['sync.pause']({ shopId: shop.id })
  expect((await returns())?.status).not.toBe('running')
  market.faults.clear()
  await running.load()
  expect(await returns()).toMatchObject({ status: 'done', blocker: null })
  expect((await returns())?.lastSuccessAt).not.toBeNull()
})
