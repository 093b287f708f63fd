import type { Engine } from '../engine/engine.ts'
import { EXIT } from './exit.ts'
import type { Globals } from './globals.ts'
import { lastSteps } from './load.ts'
import { withEngine } from './open.ts'
import { type Output, output } from './output.ts'

export async function tables(globals: Globals): Promise<number> {
  const out = output(globals)
  return withEngine(globals, async engine => {
    const list = await engine.tables()
    sayTables(list, out)
    out.result({ ok: true, steps: await lastSteps(engine), tables: list })
    return EXIT.ok
  })
}

export function sayTables(list: Awaited<ReturnType<Engine['tables']>>, out: Output): void {
  const { t, day } = out.words
  out.table(
    [t('cli.column.table'), t('cli.column.rows'), t('cli.column.from'), t('cli.column.to')],
    list.map(({ table, rows, from, to }) => [table, rows, from && day(from), to && day(to)]),
  )
}
