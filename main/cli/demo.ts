import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { addDays, moscowDay } from '#contract/days.ts'
import type { Overview } from '#contract/overview.ts'
import { Marketplace, type Shop } from '#contract/shop.ts'
import { defaultDataDir } from '../data-dir.ts'
import { demoMarketplace } from '../demo-marketplace.ts'
import type { Globals } from './globals.ts'
import { loadShops, nameShops, progressTeller } from './load.ts'
import { SANDBOX, withEngine } from './open.ts'
import { type Output, output } from './output.ts'
import { sayTables } from './tables.ts'

const DAYS = 90

interface DemoOptions {
  readonly marketplace: Marketplace | 'all'
  readonly scale: number
}
const demoOf = (asked: DemoOptions['marketplace']): readonly Marketplace[] =>
  asked === 'all' ? Marketplace.options : [asked]

/**
 * `demo`: starts the sandbox, loads a demo shop of each marketplace or of one, and prints the result. Without `--data-dir` it uses an empty folder of its
 * own.
 */
export async function demo(globals: Globals, options: DemoOptions): Promise<number> {
  const out = output(globals)
  const dataDir = globals.dataDir ?? join(defaultDataDir(), '..', 'demo')
  if (!globals.dataDir) await rm(dataDir, { recursive: true, force: true })
  const sandbox = demoMarketplace(SANDBOX, { scale: options.scale })
  const names = new Map<number, string>()
  const tell = progressTeller(out, globals.json, names)
  try {
    return await withEngine(
      { ...globals, dataDir },
      async engine => {
        out.say(out.words.t('cli.demo.start', { dataDir }))
        // An existing demo shop is not added again.
        const shops: Shop[] = []
        for (const marketplace of demoOf(options.marketplace))
          shops.push(await engine.handlers['shop.addDemo']({ marketplace }))
        const loads = shops.map(shop => ({ shop }))
        nameShops(names, loads)
        const { results, code } = await loadShops(engine, loads, out)
        const tables = await engine.tables(demoOf(options.marketplace))
        const to = moscowDay(Date.now())
        const figures = await engine.handlers['overview.get']({
          shopIds: shops.map(shop => shop.id),
          from: addDays(to, 1 - DAYS),
          to,
        })
        out.say()
        sayTables(tables, out)
        out.say()
        sayFigures(figures, out)
        const { measure, measureAbout } = out.words
        out.say(
          `${measure('ordered_revenue')}. ${measureAbout('ordered_revenue', demoOf(options.marketplace))}`,
        )
        out.result({ ok: code === 0, steps: results, tables, figures })
        return code
      },
      { tell, demo: sandbox.host },
    )
  } finally {
    await sandbox.close()
  }
}

function sayFigures(figures: Overview, { say, table, words }: Output): void {
  const { t, measure, money, percent, number, range } = words
  const sum = ({ value, currency }: Overview['revenue']) =>
    value === null || currency === null ? null : money(value, currency)
  const share = (value: number | null) => (value === null ? null : percent(value))
  const count = (value: number | null) => (value === null ? null : number(value))
  say(range(figures.from, figures.to))
  table(
    [t('cli.column.figure'), t('cli.column.value')],
    [
      [measure('ordered_units'), count(figures.units.value)],
      [measure('ordered_revenue'), sum(figures.revenue)],
      [measure('average_price'), sum(figures.averagePrice)],
      [measure('ad_spend'), sum(figures.adSpend)],
      [measure('drr'), share(figures.drr.value)],
      [measure('total_drr'), share(figures.totalDrr.value)],
    ],
  )
}
