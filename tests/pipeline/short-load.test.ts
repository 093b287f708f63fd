import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { contentsSql } from '../support/contents.ts'
import { engine } from '../support/engine.ts'
import { RECENTLY, sandbox } from '../support/sandbox.ts'

const STEPS = ['ozon.catalogue', 'ozon.orders', 'ozon.finance']

test('a shop that was loaded from a day on has no accrual before it, and all of them after a load without that day', async () => {
  const market = await sandbox({ scale: 0.05 })
  const folder = mkdtempSync(join(tmpdir(), 'prilavok-short-'))
  const contents = async (startDay?: string, dataDir = join(folder, 'short')) => {
    const one = await engine({ sandbox: market, dataDir, ...(startDay && { startDay }) })
    try {
      expect(await one.load(STEPS)).toMatchObject({ status: 'done', percent: 100 })
      const [first] = await one.query('SELECT min(dt)::VARCHAR AS day FROM fact_ozon_transactions')
      return { first: first?.day, all: await one.query(contentsSql()) }
    } finally {
      await one.close()
    }
  }
  try {
    expect((await contents(RECENTLY)).first).toBe(RECENTLY)
    const whole = await contents(undefined, join(folder, 'whole'))
    expect(whole.first).toMatch(/^2025-11-/)
    expect(await contents()).toEqual(whole)
  } finally {
    await market.close()
    rmSync(folder, { recursive: true, force: true })
  }
})
