import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

const script = join(import.meta.dirname, '../../main/cli/index.ts')

/** Runs the command line on a data folder in its own process; returns its rows, events and exit code. */
export function cli(dataDir: string, ...args: readonly string[]) {
  const given = [script, '--json', `--data-dir=${dataDir}`, ...args]
  const { stdout, stderr, status } = spawnSync(process.execPath, given, { encoding: 'utf8' })
  const lines = stdout.trim().split('\n').filter(Boolean)
  return {
    code: status,
    said: stderr,
    events: lines.map(line => JSON.parse(line) as Record<string, unknown>),
  }
}

/** Rows of a read-only query, after the app is closed. Throws if it is refused. */
export function rowsOf(dataDir: string, sql: string): readonly Record<string, unknown>[] {
  const { code, said, events } = cli(dataDir, 'query', sql)
  if (code !== 0) throw new Error(`The query was refused: ${said} ${JSON.stringify(events)}`)
  return events.slice(0, -1)
}
