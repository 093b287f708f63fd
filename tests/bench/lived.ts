import { statSync } from 'node:fs'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { addDays, moscowDay } from '#contract/days.ts'
import { attachSql } from '../../main/engine/store/duckdb/file.ts'
import { idle } from '../support/passing.ts'
import type { Figure } from './figure.ts'
import { quantile, round } from './figure.ts'
import { sandboxProcess } from './sandbox-process.ts'
import { type Clockwork, clockwork, START, TWO } from './six-shops.ts'

const DAYS = 200
const ASKED = 60
const PACE = 1000

/** (lived) Two shops over two hundred days of schedules, one slot of each coordinator a day, against their first day; when it is asked for. */
export async function lived(folder: string): Promise<readonly Figure[]> {
  const sandbox = await sandboxProcess(
    '--at',
    START,
    '--scale',
    TWO.scale,
    '--speedup',
    String(PACE),
    '--no-limits',
  )
  const two = await clockwork(folder, sandbox, PACE, TWO)
  let closed = false
  try {
    // The first answers of a process are slower.
    await medians(two)
    const young = await medians(two)
    for (let day = 1; day <= DAYS; day += 1) {
      await sandbox.advance(1440)
      two.set(day * 1440)
      await idle(two.engine)
    }
    const old = await medians(two)
    const failed = JSON.stringify(await two.failures())
    const [{ runs = 0 } = {}] = await two.query(
      "SELECT count(*)::INT AS runs FROM runs WHERE trigger <> 'person'",
    )
    // A shop has three coordinators at least.
    if (Number(runs) < DAYS * two.shops.length * 3) throw new Error(`only ${runs} runs in ${DAYS} days`)
    await two.close()
    closed = true
    const facts = await fresh(join(two.dataDir, 'facts.duckdb'), join(folder, 'lived.duckdb'))
    const line = (name: string, than: string, now: number, before: number, bar: number): Figure => ({
      name: `${name} after ${DAYS} days of schedules / ${than}`,
      ratio: round(now / before),
      bar,
      better: 'lower',
      now: round(now, 1),
      before: round(before, 1),
    })
    return [
      {
        ...line('overview, median ms', 'on the first day', old.overview, young.overview, 1.1),
        runs: Number(runs),
        failed,
      },
      line('status, median ms', 'on the first day', old.status, young.status, 1.1),
      line('file of facts, MB', 'the same rows written afresh', facts.now, facts.afresh, 1.5),
    ]
  } finally {
    if (!closed) await two.close()
    await sandbox.close()
  }
}

/** Median times (ms) of a week's overview and of the status. */
async function medians({ engine, shops, minutes }: Clockwork) {
  const today = moscowDay(Date.parse(START) + minutes() * 60_000)
  const timed = async (ask: (turn: number) => Promise<unknown>) => {
    const times: number[] = []
    for (let turn = 0; turn < ASKED; turn += 1) {
      const began = performance.now()
      await ask(turn)
      times.push(performance.now() - began)
    }
    return quantile(times, 0.5)
  }
  const shopIds = shops.map(({ shopId }) => shopId)
  return {
    overview: await timed(turn => {
      const to = addDays(today, -turn)
      return engine.handlers['overview.get']({ shopIds, from: addDays(to, -6), to })
    }),
    status: await timed(() => engine.handlers['status.get']()),
  }
}

/** Megabytes of a file of facts, and of a copy of its rows in the app's own format. */
async function fresh(file: string, copy: string) {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  try {
    await connection.run(
      `${attachSql(file, 'facts')}; ${attachSql(copy, 'copy')}; COPY FROM DATABASE facts TO copy; CHECKPOINT copy`,
    )
    return { now: statSync(file).size / 1e6, afresh: statSync(copy).size / 1e6 }
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}
