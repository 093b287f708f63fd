import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { aged } from './aged.ts'
import type { Figure } from './figure.ts'
import { baseToken, firstLoad, ozonShop, wbShop } from './first-load.ts'
import { idle } from './idle.ts'
import { ingest } from './ingest.ts'
import { lived } from './lived.ts'
import { ordersFile } from './orders-file.ts'
import { overview } from './overview.ts'
import { accruals } from './ozon-finance.ts'
import { questions } from './questions.ts'
import { day, sleep } from './schedule.ts'
import { started } from './start.ts'
import { reports } from './wb-finance.ts'
import { painted } from './window.ts'

const { values } = parseArgs({
  options: { only: { type: 'string' }, minutes: { type: 'string', default: '10' } },
})

/** Benches by the letters of their figures. */
const BENCHES: readonly {
  readonly letters: readonly string[]
  readonly run: (folder: string) => Promise<readonly Figure[]>
  /** Takes all the time, so it runs only on request. */
  readonly long?: true
}[] = [
  { letters: ['a', 'b', 'd'], run: folder => ingest(accruals, folder) },
  { letters: ['c'], run: folder => firstLoad(ozonShop, folder) },
  { letters: ['e'], run: overview },
  { letters: ['window'], run: painted },
  { letters: ['start'], run: started },
  { letters: ['f'], run: aged },
  { letters: ['wb-b'], run: folder => firstLoad(wbShop, folder) },
  { letters: ['wb-c'], run: baseToken },
  { letters: ['c-a'], run: day },
  { letters: ['c-c'], run: sleep },
  { letters: ['file'], run: ordersFile, long: true },
  { letters: ['questions'], run: questions, long: true },
  { letters: ['lived'], run: lived, long: true },
  { letters: ['c-b'], run: folder => idle(folder, Number(values.minutes)), long: true },
  { letters: ['wb-a'], run: folder => ingest(reports, folder) },
]
const DEADLINE_MS = 20 * 60_000

const asked = values.only?.split(',').map(letter => letter.trim())
const print = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`)

const folder = await mkdtemp(join(tmpdir(), 'prilavok-bench-'))
const deadline = performance.now() + DEADLINE_MS
try {
  for (const { letters, run, long } of BENCHES) {
    const skip = (reason: string) => print({ skipped: letters, reason })
    if (asked ? !letters.some(letter => asked.includes(letter)) : long) {
      skip('not asked for')
      continue
    }
    const left = deadline - performance.now()
    if (left < 60_000) {
      skip('no time left')
      continue
    }
    try {
      for (const figure of await run(folder)) {
        print(figure)
      }
    } catch (error) {
      skip(error instanceof Error ? error.message : String(error))
      process.exitCode = 1
    }
  }
} finally {
  await rm(folder, { recursive: true, force: true })
}
