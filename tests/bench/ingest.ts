import { join } from 'node:path'
import type { Marketplace } from '#contract/shop.ts'
import type { DuckSide, Reading } from './duck-side.ts'
import { duckSide } from './duck-side.ts'
import type { Figure } from './figure.ts'
import { round } from './figure.ts'
import { keysOf } from './keys.ts'
import { load } from './load.ts'
import type { SandboxProcess } from './sandbox-process.ts'
import { sandboxProcess } from './sandbox-process.ts'

/** A step that reads very many lines, and the other side of the comparison. */
export interface Ingest {
  readonly marketplace: Marketplace
  readonly what: string
  /** Sandbox options for so many lines. */
  readonly sandbox: readonly string[]
  readonly step: string
  /** Writes every page to the folder as received, one file per page. */
  dump(sandbox: SandboxProcess, folder: string): Promise<{ readonly pages: number; readonly bytes: number }>
  readonly reading: Reading
  /** A description of DuckDB's side. */
  readonly duckdb: string
  /** Minimum number of rows in the app. */
  rows(side: DuckSide): number
}

/** Throughput, memory and the main thread's delay of one load of very many lines: (a), (b) and (d), or (wb-a). */
export async function ingest(of: Ingest, folder: string): Promise<readonly Figure[]> {
  const sandbox = await sandboxProcess(...of.sandbox, '--no-limits')
  try {
    const pages = join(folder, `${of.marketplace}-pages`)
    const dumped = await of.dump(sandbox, pages)
    const duck = await duckSide(pages, of.reading)
    const loaded = await load({
      dataDir: join(folder, `${of.marketplace}-ingest`),
      hosts: sandbox.hosts,
      pace: 1000,
      keys: keysOf(sandbox, of.marketplace),
      steps: [of.step],
    })
    const rows = loaded.progress.steps.find(({ step }) => step === of.step)?.rows ?? 0
    if (rows < of.rows(duck))
      throw new Error(`${rows} rows were loaded, ${duck.items} items with ${duck.lines} lines are there`)
    return [
      {
        name: `ingest of ${of.what} / DuckDB read_json`,
        ratio: round(loaded.seconds / duck.keyedSeconds),
        bar: 3,
        better: 'lower',
        seconds: round(loaded.seconds),
        cpuSeconds: round(loaded.cpuSeconds),
        duckdb: of.duckdb,
        duckdbSeconds: round(duck.keyedSeconds),
        duckdbCpuSeconds: round(duck.keyedCpuSeconds),
        duckdbNestedSeconds: round(duck.nestedSeconds),
        duckdbIntoNothingSeconds: round(duck.nothingSeconds),
        rows,
        items: duck.items,
        lines: duck.lines,
        pages: dumped.pages,
        megabytes: round(dumped.bytes / 1e6, 1),
      },
      {
        name: `engine memory during the ingest of ${of.what}, MB`,
        value: round(loaded.peakBytes / 1e6, 0),
        bar: 400,
        better: 'lower',
      },
      {
        name: `event-loop delay of the main process during the ingest of ${of.what}, p99, ms`,
        value: round(loaded.delayMs.p99, 1),
        bar: 50,
        better: 'lower',
        max: round(loaded.delayMs.max, 1),
      },
    ]
  } finally {
    await sandbox.close()
  }
}
