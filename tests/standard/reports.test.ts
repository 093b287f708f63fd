import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Sandbox } from '../../sandbox/index.ts'
import { contentsSql } from '../support/contents.ts'
import { engine } from '../support/engine.ts'
import { sandbox as startSandbox } from '../support/sandbox.ts'

/** Requests that order a report, and polls of an ordered one. */
const ORDERS = [
  '/api/client/statistics/json',
  '/api/client/statistic/orders/generate/json',
  '/api/client/statistic/products/generate/json',
] as const
const STATE = '/api/client/statistics/*-*-*-*'

let folder = ''
let sandbox: Sandbox
const ordered = (of = sandbox) => ORDERS.reduce((sum, path) => sum + of.log.count({ path, status: 200 }), 0)
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'prilavok-reports-'))
  sandbox = await startSandbox({ scale: 0.1 })
})
afterEach(async () => {
  await sandbox.close()
  rmSync(folder, { recursive: true, force: true })
})

/** The orders of an undisturbed load, and its rows. */
async function undisturbed() {
  const running = await engine({ sandbox })
  await running.load(['ozon.catalogue', 'ozon.ads'])
  const found = { orders: ordered(), contents: await running.query(contentsSql()) }
  await running.close()
  sandbox.log.clear()
  return found
}
/** Orders reports and stops before the first poll. */
async function cutOff(dataDir: string): Promise<number> {
  const running = await engine({ sandbox, dataDir })
  await running.load(['ozon.catalogue'])
  sandbox.faults.set([{ kind: '500', path: STATE }])
  const { steps } = await running.load(['ozon.ads'])
  expect(steps.find(({ step }) => step === 'ozon.ads')).toMatchObject({ status: 'failed', kind: 'server' })
  sandbox.faults.clear()
  await running.close()
  return ordered()
}

test('P20: reports that were ordered before the app went away are asked about again, and not ordered again', async () => {
  const whole = await undisturbed()
  const dataDir = join(folder, 'data')
  const before = await cutOff(dataDir)
  expect(before).toBeGreaterThan(0)
  const running = await engine({ sandbox, dataDir })
  try {
    const { steps } = await running.load(['ozon.ads'])
    expect(steps.find(({ step }) => step === 'ozon.ads')).toMatchObject({ status: 'done' })
    expect(ordered()).toBe(whole.orders)
    expect(await running.query(contentsSql())).toEqual(whole.contents)
  } finally {
    await running.close()
  }
})

test('P20: reports that the marketplace has forgotten meanwhile are ordered once more', async () => {
  const whole = await undisturbed()
  const dataDir = join(folder, 'data')
  const before = await cutOff(dataDir)
  // The same cabinet, without the stored report ids.
  const forgetful = await startSandbox({ scale: 0.1 })
  const running = await engine({ sandbox: forgetful, dataDir })
  try {
    const { steps } = await running.load(['ozon.ads'])
    expect(steps.find(({ step }) => step === 'ozon.ads')).toMatchObject({ status: 'done' })
    expect(forgetful.log.count({ path: STATE, status: 404 })).toBe(before)
    expect(ordered(forgetful)).toBe(whole.orders)
    expect(await running.query(contentsSql())).toEqual(whole.contents)
  } finally {
    await running.close()
    await forgetful.close()
  }
})
