import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { addDays, moscowDay } from '#contract/days.ts'
import { allStreams } from '../../loaders/index.ts'
import { hostedEngine } from './engine-host.ts'
import type { Figure } from './figure.ts'
import { quantile, round } from './figure.ts'
import { keysOf } from './keys.ts'
import { fill } from './overview.ts'
import { sandboxProcess } from './sandbox-process.ts'

const LINES = 100_000
/** Age of the app in days, with a shop of ten thousand products, and the batches read each day. */
const LIVED = 200
const BATCHES = 260
const ASKED = 60

/** (f) «Обзор» of a shop that was loaded each day for 200 days, against the same shop on its first day. */
export async function aged(folder: string): Promise<readonly Figure[]> {
  const young = await median(join(folder, 'young'), 0)
  const old = await median(join(folder, 'old'), LIVED)
  return [
    {
      name: `overview after ${LIVED} days of 10,000 products, times that of the first day`,
      value: round(old / young, 2),
      bar: 1.5,
      better: 'lower',
      young: round(young, 1),
      old: round(old, 1),
    },
  ]
}

/** Median time of a week's overview, ms, in a folder whose shop was loaded for so many days. */
async function median(dataDir: string, lived: number): Promise<number> {
  const sandbox = await sandboxProcess('--scale', '0.1', '--no-limits')
  const empty = hostedEngine({ dataDir, hosts: sandbox.hosts, pace: 1000 })
  const { id: shopId } = await empty.call('shop.add', { name: 'bench', keys: keysOf(sandbox) })
  await empty.close()
  await sandbox.close()
  const today = moscowDay(Date.now())
  const file = join(dataDir, 'facts.duckdb')
  await fill(file, shopId, today, LINES)
  await live(file, shopId, today, lived)

  const engine = hostedEngine({ dataDir })
  const times: number[] = []
  for (let turn = 0; turn < ASKED; turn += 1) {
    const to = addDays(today, -turn)
    const began = performance.now()
    await engine.call('overview.get', { shopIds: [shopId], from: addDays(to, -6), to })
    times.push(performance.now() - began)
  }
  await engine.close()
  return quantile(times, 0.5)
}

/** The checkpoints of daily loads. */
async function live(file: string, shopId: number, today: string, days: number): Promise<void> {
  const daily = allStreams.filter(({ id, into }) => id.startsWith('ozon.') && into[0]?.store === 'facts')
  const streams = daily.flatMap(({ id, write }) => (write.mode === 'snapshot' ? [`('${id}')`] : []))
  const instance = await DuckDBInstance.create(file)
  const connection = await instance.connect()
  try {
    await connection.run(`
      INSERT INTO checkpoints (shop_id, stream_id, slice_key, from_day, to_day, open, run_id, rows, done_at)
      SELECT ${shopId}, stream, format('{}#{}', day, batch), day, day, true, 1, 100, day::TIMESTAMP + INTERVAL 9 HOURS
      FROM (VALUES ${streams.join()}) AS streams(stream), range(${Math.ceil(BATCHES / streams.length)}) AS batches(batch),
        (SELECT DATE '${today}' - CAST(n AS INTEGER) AS day FROM range(1, ${days + 1}) AS numbers(n))`)
    await connection.run('CHECKPOINT')
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}
