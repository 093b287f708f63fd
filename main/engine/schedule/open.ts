import { z } from 'zod'
import { COORDINATORS, type Conditions, Coordinator } from '#contract/schedule.ts'
import { marketplaceOf } from '../../../loaders/index.ts'
import type { Log } from '../diagnostics/log.ts'
import { readBackground } from '../settings.ts'
import { listShops, readSetting, writeSetting } from '../store/records/shops.ts'
import type { Dims } from '../store/sqlite/connection.ts'
import type { syncRuns } from '../sync/runs.ts'
import type { Tasks } from '../tasks/tasks.ts'
import { localMinutes } from './blockers.ts'
import { JITTER_SECONDS, type Jitter } from './cron.ts'
import { olderTurns, REST_MS } from './older-turns.ts'
import type { Runs } from './schedule.ts'
import { schedule } from './schedule.ts'
import { slotLedger } from './slot-ledger.ts'

interface Parts {
  readonly dims: Dims
  readonly readOnly: boolean
  readonly runs: Runs
  readonly conditions: Conditions
  readonly tasks: Tasks
  readonly log: Log
  readonly now: () => number
}

/** The schedule of a data folder: its shops, the user's settings, and the slot ledger. */
export const openSchedule = ({ dims, readOnly, ...parts }: Parts) =>
  schedule({
    ...parts,
    ledger: slotLedger(dims),
    jitter: jitterOf(dims, readOnly),
    background: () => readBackground(dims),
    shops: () => listShops(dims),
    steps: shop => marketplaceOf(shop.marketplace).steps,
    advertises: shop => marketplaceOf(shop.marketplace).advertises(shop),
    minutes: localMinutes,
  })

/** The turns of older history of a data folder, which other runs disturb. */
export function openOlderTurns(
  dims: Dims,
  running: Pick<ReturnType<typeof syncRuns>, 'older' | 'onBegin' | 'onEnd'>,
  { mayReadOlder }: Pick<ReturnType<typeof schedule>, 'mayReadOlder'>,
  tasks: Tasks,
  restMs = REST_MS,
) {
  const turns = olderTurns({
    older: running.older,
    shops: () => listShops(dims),
    mayRead: mayReadOlder,
    isOn: () => readBackground(dims).olderHistory,
    tasks,
    restMs,
  })
  running.onBegin(turns.disturbed)
  running.onEnd(({ shopId }) => {
    // Its rest begins now.
    turns.disturbed(shopId)
    turns.look()
  })
  return turns
}

const second = z.int().min(1).max(JITTER_SECONDS)
const Known = z.partialRecord(Coordinator, second)
const JITTER = 'jitter'

/** The seconds of this installation, drawn once: a thousand installations do not call together. */
function jitterOf(dims: Dims, readOnly: boolean): Jitter {
  const known = Known.safeParse(readSetting(dims, JITTER)).data ?? {}
  const draw = () => 1 + Math.floor(Math.random() * JITTER_SECONDS)
  const all = COORDINATORS.map(name => [name, known[name] ?? draw()] as const)
  const jitter = Object.fromEntries(all) as Jitter
  if (!readOnly && COORDINATORS.some(name => known[name] === undefined)) writeSetting(dims, JITTER, jitter)
  return jitter
}
