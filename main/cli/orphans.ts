import { EXIT } from './exit.ts'
import type { Globals } from './globals.ts'
import { withEngine } from './open.ts'
import { output } from './output.ts'

/** `shop orphans`: lists data of cabinets without a shop. */
export async function listOrphans(globals: Globals): Promise<number> {
  const out = output(globals)
  return withEngine(globals, async engine => {
    const orphans = await engine.handlers['shop.orphans']()
    const { t, orphan: called } = out.words
    if (orphans.length === 0) out.say(t('cli.noOrphans'))
    else
      out.table(
        ['№', t('cli.column.name')],
        orphans.map(orphan => [String(orphan.shopId), called(orphan)]),
      )
    for (const orphan of orphans) out.event({ event: 'orphan', ...orphan })
    out.result({ ok: true, orphans })
    return EXIT.ok
  })
}

/** `shop forget`: deletes such data permanently. Throws `no_shop` on a number that is none of theirs. */
export async function forgetOrphan(globals: Globals, asked: string): Promise<number> {
  const out = output(globals)
  return withEngine(globals, async engine => {
    const shopId = /^\d{1,15}$/.test(asked) ? Number(asked) : -1
    await engine.handlers['shop.removeOrphan']({ shopId })
    out.say(out.words.t('cli.forgotten', { id: asked }))
    out.result({ ok: true, removed: [shopId] })
    return EXIT.ok
  })
}
