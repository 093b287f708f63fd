import { KindError } from '#contract/errors.ts'
import type { Marketplace } from '#contract/shop.ts'
import { EXIT } from './exit.ts'
import type { Globals } from './globals.ts'
import { keysFromEnv, keysFromInput } from './keys.ts'
import { withEngine } from './open.ts'
import { output } from './output.ts'
import { whichShops } from './which.ts'

/** `shop add`: checks the keys, then connects the shop. Refused keys are not stored. */
export async function addShop(
  globals: Globals,
  options: { marketplace: Marketplace; name: string },
): Promise<number> {
  const out = output(globals)
  const keys =
    globals.keys === 'env' ? keysFromEnv(options.marketplace) : await keysFromInput(options.marketplace)
  return withEngine(globals, async engine => {
    const check = await engine.handlers['shop.check']({ keys })
    const shop = await engine.handlers['shop.add']({ name: options.name, keys })
    out.say(out.words.t('cli.added', { name: shop.name, id: shop.id }))
    for (const warning of check.warnings) out.say(out.words.notice(warning))
    out.result({ ok: true, shop, check })
    return EXIT.ok
  })
}

export async function listShops(globals: Globals): Promise<number> {
  const out = output(globals)
  return withEngine(globals, async engine => {
    const shops = await engine.handlers['shop.list']()
    if (shops.length === 0) out.say(out.words.t('cli.noShops'))
    else {
      const { t, moment, notice } = out.words
      out.table(
        [
          '№',
          t('cli.column.name'),
          t('cli.column.marketplace'),
          t('cli.column.status'),
          t('cli.column.updated'),
          t('cli.column.message'),
        ],
        shops.map(shop => [
          String(shop.id),
          shop.name,
          t(`marketplace.${shop.marketplace}`),
          t(`shops.status.${shop.status}`),
          shop.updated.at && moment(shop.updated.at),
          shop.messages.map(message => notice(message, shop.marketplace)).join(' '),
        ]),
      )
    }
    for (const shop of shops) out.event({ event: 'shop', ...shop })
    out.result({ ok: true, shops })
    return EXIT.ok
  })
}

/** `shop remove`: deletes all data and keys of the shop. Throws `bad_input` if several shops have this name. */
export async function removeShop(globals: Globals, asked: string): Promise<number> {
  const out = output(globals)
  return withEngine(globals, async engine => {
    const [shop, ...others] = await whichShops(engine, asked)
    if (!shop || others.length > 0)
      throw new KindError('bad_input', `${asked} is more than one shop: say its number`)
    await engine.handlers['shop.remove']({ shopId: shop.id, name: shop.name })
    out.say(out.words.t('cli.removed', { name: shop.name }))
    out.result({ ok: true, removed: [shop.id] })
    return EXIT.ok
  })
}
