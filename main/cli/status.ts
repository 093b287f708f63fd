import { EXIT } from './exit.ts'
import type { Globals } from './globals.ts'
import { withEngine } from './open.ts'
import { output } from './output.ts'

/** `status`: each shop, its last run and the range of its data. */
export async function status(globals: Globals): Promise<number> {
  const out = output(globals)
  return withEngine(globals, async engine => {
    const { t, range, number, notice, step, day } = out.words
    const shops = await engine.handlers['shop.list']()
    const coverage = await engine.handlers['coverage.get']({ shopIds: null })
    if (shops.length === 0) out.say(t('cli.noShops'))
    const told = []
    for (const shop of shops) {
      const run = await engine.handlers['sync.status']({ shopId: shop.id })
      const own = coverage.filter(dataset => dataset.shopId === shop.id)
      told.push({ ...shop, run, coverage: own })
      out.say(`${shop.name} (№ ${shop.id}): ${t(`shops.status.${shop.status}`)}`)
      for (const message of shop.messages) out.say(`  ${notice(message, shop.marketplace)}`)
      out.table(
        [
          t('cli.column.dataset'),
          t('cli.column.table'),
          t('cli.column.rows'),
          t('cli.column.range'),
          t('cli.column.holes'),
        ],
        own.map(({ step: id, table, rows, from, to, holes }) => [
          step(id),
          table,
          rows,
          from && to ? (from === to ? day(from) : range(from, to)) : null,
          holes.length === 0
            ? ''
            : holes.map(hole => range(hole.from, hole.to)).join(', ') || number(holes.length),
        ]),
      )
      out.say()
    }
    out.result({ ok: true, shops: told })
    return EXIT.ok
  })
}
