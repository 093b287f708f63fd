import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

const script = join(import.meta.dirname, '../../main/cli/index.ts')

/** Runs the command line on a data folder in a process of its own; the rows and events that it printed, and its exit code. */
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

/** The rows that a read-only question finds once the app is closed. Throws when it is refused. */
export function rowsOf(dataDir: string, sql: string): readonly Record<string, unknown>[] {
  const { code, said, events } = cli(dataDir, 'query', sql)
  if (code !== 0) throw new Error(`The query was refused: ${said} ${JSON.stringify(events)}`)
  return events.slice(0, -1)
}
