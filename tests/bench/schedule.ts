import { setTimeout as wait } from 'node:timers/promises'
import { moscowDay } from '#contract/days.ts'
import { COORDINATORS, type Coordinator } from '#contract/schedule.ts'
import { marketplaceOf } from '../../loaders/index.ts'
import { latestSlot, TIMINGS } from '../../main/engine/schedule/slots.ts'
import { idle } from '../support/passing.ts'
import type { Figure } from './figure.ts'
import { round } from './figure.ts'
import { FASTER, floorOf, LATENCY_MS } from './floor.ts'
import { lanes } from './lanes.ts'
import { sandboxProcess } from './sandbox-process.ts'
import { type Clockwork, clockwork, SIX, START } from './six-shops.ts'
import { compare } from './truth.ts'

const MINUTE = 60_000
/** From ten minutes after a daily slot to a minute after the next one, which counts. */
const MINUTES = 24 * 60 - 9
const PACE = 400
/** Worlds are made again at each step of their clock. */
const STEP = 5

/** (c-a) 24 hours of six shops in 216 seconds: every slot served, no limit exceeded, and the data equals the marketplaces'. */
export async function day(folder: string): Promise<readonly Figure[]> {
  const sandbox = await sandboxProcess('--at', START, '--scale', '0.2', '--speedup', String(PACE))
  const six = await clockwork(folder, sandbox, PACE)
  try {
    const before = process.cpuUsage()
    const began = performance.now()
    let world = 0
    for (let minute = 0; minute < MINUTES; ) {
      await wait(MINUTE / PACE)
      minute = Math.min(MINUTES, Math.floor(((performance.now() - began) * PACE) / MINUTE))
      const next = Math.ceil(minute / STEP) * STEP
      if (next > world) await sandbox.advance(next - world)
      world = next
      six.set(minute)
    }
    const passed = performance.now()
    await idle(six.engine)
    const { user, system } = process.cpuUsage(before)
    const refused = await sandbox.limited()
    const { served, slots, late } = await servedOf(six)
    const compared = []
    for (const { shopId, name, keys } of six.shops)
      compared.push(
        await compare(shopId, {
          keys,
          before: moscowDay(Date.parse(START) + MINUTES * MINUTE),
          query: six.query,
          truth: days => sandbox.truth(name, days),
        }),
      )
    const differ = compared.flatMap(one => one.differ)
    return [
      {
        name: 'slots served in 24 simulated hours of 6 shops',
        value: served,
        bar: slots,
        better: 'higher',
        faster: PACE,
        missed: late.slice(0, 10).join(' '),
        seconds: round((passed - began) / 1000),
        behindSeconds: round((performance.now() - passed) / 1000),
        cpuSeconds: round((user + system) / 1e6),
        failed: JSON.stringify(await six.failures()),
      },
      {
        name: 'answers 429 in 24 simulated hours of 6 shops',
        value: Object.values(refused).reduce((sum, count) => sum + count, 0),
        bar: 0,
        better: 'lower',
        refused: JSON.stringify(refused),
      },
      {
        name: 'whole days of 6 shops whose rows or sums are not those of the marketplace',
        value: differ.length,
        bar: 0,
        better: 'lower',
        days: compared.reduce((sum, one) => sum + one.days, 0),
        differ: differ.slice(0, 10).join('; '),
      },
    ]
  } finally {
    await six.close()
    await sandbox.close()
  }
}

/** Number of slots of each coordinator and shop with a run of their own. */
async function servedOf({ query, shops, minutes }: Clockwork) {
  const runs = await query(
    "SELECT shop_id, trigger, epoch_ms(started_at) AS at FROM runs WHERE trigger <> 'person'",
  )
  const end = Date.parse(START) + minutes() * MINUTE
  const done = new Set(
    runs.map(
      ({ shop_id, trigger, at }) => `${shop_id} ${trigger} ${slotOf(trigger as Coordinator, Number(at))}`,
    ),
  )
  const late: string[] = []
  let slots = 0
  for (const shop of shops)
    for (const name of coordinatorsOf(shop)) {
      const { shopId } = shop
      for (let slot = slotOf(name, end); slot > Date.parse(START); slot -= TIMINGS[name].every) {
        slots += 1
        if (!done.has(`${shopId} ${name} ${slot}`))
          late.push(`${shopId}/${name}/${new Date(slot).toISOString()}`)
      }
    }
  return { served: slots - late.length, slots, late }
}
/** Coordinators that have steps in a shop. */
const coordinatorsOf = ({ keys, advertises }: Clockwork['shops'][number]): readonly Coordinator[] => {
  const { steps } = marketplaceOf(keys.marketplace)
  return COORDINATORS.filter(
    name => (name !== 'ads' || advertises) && steps.some(({ refresh }) => refresh === name),
  )
}
const slotOf = (name: Coordinator, at: number): number => latestSlot(TIMINGS[name], at)

/** (c-c) After a sleep of two days one run per coordinator and shop catches up, near the minimum time of the slowest limit. */
export async function sleep(folder: string): Promise<readonly Figure[]> {
  const sandbox = await sandboxProcess(
    '--at',
    START,
    '--scale',
    '0.2',
    '--speedup',
    String(FASTER),
    '--latency',
    String(LATENCY_MS),
  )
  const six = await clockwork(folder, sandbox, FASTER)
  try {
    const asleep = 48 * 60
    await sandbox.advance(asleep)
    await sandbox.clearLog()
    six.set(asleep, { silently: true })
    const before = process.cpuUsage()
    const began = performance.now()
    await six.engine.surroundings['conditions.tell']({ woke: true })
    await idle(six.engine)
    const seconds = (performance.now() - began) / 1000
    const { user, system } = process.cpuUsage(before)
    const log = await sandbox.log()
    const floors = six.shops.map(({ name, keys }) => ({
      shop: name,
      ...floorOf(
        log.filter(({ shop }) => shop === name),
        keys,
      ),
    }))
    const floor = floors.reduce((slowest, one) => (one.seconds > slowest.seconds ? one : slowest))
    const runs = await six.query("SELECT count(*) AS runs FROM runs WHERE trigger <> 'person'")
    const each = six.shops.reduce((sum, shop) => sum + coordinatorsOf(shop).length, 0)
    return [
      {
        name: 'a sleep of two days of 6 shops, caught up / floor of the slowest bucket',
        ratio: round(seconds / floor.seconds),
        bar: 1.2,
        faster: FASTER,
        better: 'lower',
        seconds: round(seconds),
        cpuSeconds: round((user + system) / 1e6),
        floorSeconds: round(floor.seconds),
        bucket: `${floor.shop} ${floor.bucket}`,
        requests: log.length,
        limited: JSON.stringify(await sandbox.limited()),
        failed: JSON.stringify(await six.failures()),
        lanes: JSON.stringify(lanes(log)),
      },
      {
        name: 'runs that catch up a sleep of two days: one of each coordinator and shop',
        value: Number(runs[0]?.runs),
        bar: each,
        better: 'lower',
        shops: SIX.shops.length,
      },
    ]
  } finally {
    await six.close()
    await sandbox.close()
  }
}
