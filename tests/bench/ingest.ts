import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { addDays, moscowDay } from '#contract/days.ts'
import { duckSide } from './duck-side.ts'
import type { Figure } from './figure.ts'
import { round } from './figure.ts'
import { keysOf } from './keys.ts'
import { load } from './load.ts'
import type { SandboxProcess } from './sandbox-process.ts'
import { sandboxProcess } from './sandbox-process.ts'

const LINES = 1_000_000
const DAYS = 365

/** (a) throughput, (b) memory and (d) the main thread's delay of one load of a million accrual lines. */
export async function ingest(folder: string): Promise<readonly Figure[]> {
  const sandbox = await sandboxProcess('--accrual-lines', String(LINES), '--no-limits')
  try {
    const pages = join(folder, 'pages')
    const dumped = await dump(sandbox, pages)
    const duck = await duckSide(pages)
    const loaded = await load({
      dataDir: join(folder, 'ingest'),
      hosts: sandbox.hosts,
      pace: 1000,
      keys: keysOf(sandbox.key),
      steps: ['ozon.finance'],
    })
    const rows = loaded.progress.steps.find(({ step }) => step === 'ozon.finance')?.rows ?? 0
    if (rows < duck.accruals + duck.lines)
      throw new Error(
        `${rows} rows were loaded, ${duck.accruals} accruals with ${duck.lines} lines are there`,
      )
    return [
      {
        name: 'ingest of 1,000,000 accrual lines / DuckDB read_json',
        ratio: round(loaded.seconds / duck.linesSeconds),
        bar: 3,
        better: 'lower',
        seconds: round(loaded.seconds),
        cpuSeconds: round(loaded.cpuSeconds),
        duckdb:
          'reading the same bytes from disk with read_json into two keyed tables, a row an accrual and a row a line',
        duckdbSeconds: round(duck.linesSeconds),
        duckdbCpuSeconds: round(duck.linesCpuSeconds),
        duckdbNestedSeconds: round(duck.nestedSeconds),
        duckdbIntoNothingSeconds: round(duck.nothingSeconds),
        rows,
        accruals: duck.accruals,
        lines: duck.lines,
        pages: dumped.pages,
        megabytes: round(dumped.bytes / 1e6, 1),
      },
      {
        name: 'engine memory during the ingest, MB',
        value: round(loaded.peakBytes / 1e6, 0),
        bar: 400,
        better: 'lower',
      },
      {
        name: 'event-loop delay of the main process during the ingest, p99, ms',
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

/** Writes every page of the year to disk as it comes over the wire, a file a page. */
async function dump(sandbox: SandboxProcess, folder: string) {
  await mkdir(folder, { recursive: true })
  const today = moscowDay(Date.now())
  let pages = 0
  let bytes = 0
  for (let back = 0; back < DAYS; back += 1) {
    const date = addDays(today, -back)
    for (let last_id = ''; ; ) {
      const answer = await fetch(`${sandbox.hosts['ozon-seller']}/v1/finance/accrual/by-day`, {
        method: 'POST',
        headers: { 'Client-Id': sandbox.key.clientId, 'Api-Key': sandbox.key.apiKey },
        body: JSON.stringify({ date, last_id }),
      })
      if (!answer.ok) throw new Error(`${date}: ${answer.status} ${await answer.text()}`)
      const page = Buffer.from(await answer.arrayBuffer())
      await writeFile(join(folder, `${date}-${String(pages).padStart(5, '0')}.json`), page)
      pages += 1
      bytes += page.length
      last_id = (JSON.parse(page.toString()) as { last_id: string }).last_id
      if (last_id === '') break
    }
  }
  return { pages, bytes }
}
