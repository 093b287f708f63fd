import { KindError } from '#contract/errors.ts'
import type { Shop } from '#contract/shop.ts'
import type { Engine } from '../engine/engine.ts'
import type { Globals } from './globals.ts'
import { type Load, loadShops, nameShops, progressTeller } from './load.ts'
import { withEngine } from './open.ts'
import { output } from './output.ts'
import { whichSteps } from './steps.ts'
import { whichShops } from './which.ts'

/** `sync`: loads one shop or all, some steps or all. Exit code 2 if a step failed or was put off. */
export async function sync(globals: Globals, options: { shop?: string; step?: string[] }): Promise<number> {
  const out = output(globals)
  const names = new Map<number, string>()
  const tell = progressTeller(out, globals.json, names)
  return withEngine(
    globals,
    async engine => {
      const shops = await whichShops(engine, options.shop)
      if (shops.length === 0) throw new KindError('no_shop', 'no shop is connected')
      const loads = loadsOf(engine, shops, options.step)
      nameShops(names, loads)
      const { results, code } = await loadShops(engine, loads, out)
      out.result({ ok: code === 0, steps: results, tables: await engine.tables() })
      return code
    },
    { tell },
  )
}

function loadsOf(
  engine: Engine,
  shops: readonly Shop[],
  asked: readonly string[] | undefined,
): readonly Load[] {
  if (!asked) return shops.map(shop => ({ shop }))
  const known = shops.map(shop => ({ shop, steps: engine.stepsOf(shop.id) }))
  return whichSteps(asked, known).map(({ of, steps }) => ({ shop: of.shop, steps }))
}
