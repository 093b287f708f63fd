import { EXIT } from './exit.ts'
import type { Globals } from './globals.ts'
import { withEngine } from './open.ts'
import { output } from './output.ts'

interface QueryOptions {
  readonly maxRows: number
  /** Time limit, seconds. */
  readonly timeout: number
  /** Memory limit, MB. */
  readonly memory: number
}

/** `query`: prints rows as the database returns them, as NDJSON with `--json`, else as a table. Exceeding a limit is an error after the rows printed so far. */
export async function query(globals: Globals, sql: string, options: QueryOptions): Promise<number> {
  const out = output(globals)
  const limits = {
    rows: Math.floor(options.maxRows),
    timeout: options.timeout * 1000,
    memory: Math.ceil(options.memory),
  }
  return withEngine(globals, async engine => {
    let print: ReturnType<typeof out.rows> | null = null
    let count = 0
    for await (const batch of engine.query(sql, limits)) {
      const head = Object.keys(batch[0] ?? {})
      print ??= out.rows(head)
      print(batch.map(row => head.map(column => cell(row[column]))))
      for (const row of batch) out.event(row)
      count += batch.length
    }
    out.say(out.words.t('progress.rows', { count }))
    out.result({ ok: true, rows: count })
    return EXIT.ok
  })
}

// Numbers are printed unformatted: this is a query result, not a report.
function cell(value: unknown): string | null {
  if (value === null || value === undefined) return null
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
