import { expect, test } from 'vitest'
import { Marketplace } from '#contract/shop.ts'
import { marketplaceOf } from '../../loaders/index.ts'
import { engine } from '../support/engine.ts'
import { cabinetsOf } from '../support/keys.ts'
import { TESTED } from '../support/marketplaces/index.ts'
import { idle, passing } from '../support/passing.ts'
import { RECENTLY, sandbox } from '../support/sandbox.ts'

// 05:50 in Moscow, ten minutes before the daily slot.
const BEFORE = '2026-11-18T02:50:00Z'

test.for(Marketplace.options)(
  'a shop of %s that an earlier version loaded gets the datasets that are new at its next daily slot, without connecting again',
  async name => {
    const market = await sandbox({ scale: 0.1, at: BEFORE, today: undefined })
    const time = passing(market, BEFORE)
    const [step, table] = TESTED[name].laterDataset
    const one = await engine({
      sandbox: market,
      startDay: RECENTLY,
      key: cabinetsOf(market)[name].demo,
      now: time.now,
    })
    try {
      const all = marketplaceOf(name).steps.map(({ id }) => id)
      await one.load(all.filter(id => id !== step))
      const rows = async () => (await one.query(`SELECT count(*)::INT AS rows FROM ${table}`))[0]?.rows
      expect(await rows()).toBe(0)
      one.engine.watch(time.ticks)
      await idle(one.engine)
      await time.pass(15, one.engine)
      expect(await rows()).toBeGreaterThan(10)
      const datasets = await one.engine.handlers['sync.datasets']({ shopIds: null })
      expect(datasets.find(dataset => dataset.step === step)).toMatchObject({ status: 'done' })
    } finally {
      await one.close()
      await market.close()
    }
  },
)
