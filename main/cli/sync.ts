import { KindError } from '#contract/errors.ts'
import type { Globals } from './globals.ts'
import { loadShops, progressTeller } from './load.ts'
import { withEngine } from './open.ts'
import { output } from './output.ts'
import { tableList } from './tables.ts'
import { whichShops } from './which.ts'

/** `sync`: loads shops, all or one, all steps or some. Exit code 2 when a step failed or was put off. */
export async function sync(globals: Globals, options: { shop?: string; step?: string[] }): Promise<number> {
  const out = output(globals)
  const tell = progressTeller(out, globals.json)
  return withEngine(
    globals,
    async engine => {
      const shops = await whichShops(engine, options.shop)
      if (shops.length === 0) throw new KindError('no_shop', 'no shop is connected')
      const { results, code } = await loadShops(engine, shops, options.step, out)
      out.result({ ok: code === 0, steps: results, tables: await tableList(engine) })
      return code
    },
    { tell },
  )
}
