import { KindError } from '#contract/errors.ts'
import type { Shop } from '#contract/shop.ts'
import type { Engine } from '../engine/engine.ts'

/** The shop with this number or name; all shops if none is named. Throws `no_shop`. */
export async function whichShops(engine: Engine, asked: string | undefined): Promise<readonly Shop[]> {
  const shops = await engine.handlers['shop.list']()
  if (asked === undefined) return shops
  const found = shops.filter(shop => String(shop.id) === asked || shop.name === asked)
  if (found.length === 0) throw new KindError('no_shop', `no shop ${asked}`)
  return found
}
