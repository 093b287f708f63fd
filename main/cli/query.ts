import { EXIT } from './exit.ts'
import type { Globals } from './globals.ts'
import { withEngine } from './open.ts'
import { output } from './output.ts'

/** `query`: rows as they come out of the database, one NDJSON object a line with `--json`, else a table. */
export async function query(globals: Globals, sql: string): Promise<number> {
  const out = output(globals)
  return withEngine(globals, async engine => {
    const rows: Record<string, unknown>[] = []
    let count = 0
    for await (const row of await engine.query(sql)) {
      count += 1
      if (globals.json) out.event(row)
      else rows.push(row)
    }
    if (rows.length > 0) {
      const head = Object.keys(rows[0] ?? {})
      out.table(
        head,
        rows.map(row => head.map(column => cell(row[column]))),
      )
    }
    out.say(out.words.t('progress.rows', { count }))
    out.result({ ok: true, rows: count })
    return EXIT.ok
  })
}

// Numbers as they are: this is an answer to a question, not a report.
function cell(value: unknown): string | null {
  if (value === null || value === undefined) return null
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
