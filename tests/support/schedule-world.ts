import Database from 'better-sqlite3'
import { expect } from 'vitest'
import type { ConditionsChange } from '#contract/host.ts'
import type { Background, Trigger } from '#contract/schedule.ts'
import type { Progress, StepProgress } from '#contract/sync.ts'
import { initialProgress } from '../../loaders/core/run/pipeline.ts'
import { marketplaceOf } from '../../loaders/index.ts'
import { ORDINARY } from '../../main/engine/options.ts'
import type { CronStarter } from '../../main/engine/schedule/cron.ts'
import { schedule } from '../../main/engine/schedule/schedule.ts'
import { slotLedger } from '../../main/engine/schedule/slot-ledger.ts'
import type { ShopRow } from '../../main/engine/store/records/shops.ts'
import { createSql, relationOf } from '../../main/engine/store/schema/ddl.ts'
import { schedules } from '../../main/engine/store/schema/tables.ts'
import type { Dims } from '../../main/engine/store/sqlite/connection.ts'
import { openTasks } from '../../main/engine/tasks/tasks.ts'

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR
const at = (text: string): number => Date.parse(text)

/** A healthy, loaded shop with ad access, with overrides. */
export const shopRow = (id: number, rest: Partial<ShopRow> = {}): ShopRow => ({
  id,
  name: `Shop ${id}`,
  marketplace: 'ozon',
  clientId: String(id),
  perfClientId: 'ads',
  demo: false,
  status: 'active',
  messages: [],
  createdAt: '2026-01-01T00:00:00.000Z',
  lastSyncAt: null,
  keyExpiresAt: null,
  loaded: true,
  subscription: null,
  roles: [],
  ...rest,
})
const BACKGROUND: Pick<Background, 'paused' | 'onlyWhileOpen' | 'economy' | 'quiet' | 'olderHistory'> = {
  paused: false,
  onlyWhileOpen: false,
  economy: 'off',
  quiet: null,
  olderHistory: true,
}
/** A run that was started. */
export interface Run {
  readonly shopId: number
  readonly steps: readonly string[]
  readonly trigger: Trigger
  readonly startedAt: number
}

export interface World {
  readonly one: ReturnType<typeof schedule>
  readonly file: Dims
  /** The user's settings; may be changed. */
  readonly background: Background
  /** Started runs, and those of them that have not ended. */
  readonly started: readonly Run[]
  readonly running: readonly Run[]
  /** Shops whose keys were probed. */
  readonly probed: readonly number[]
  /** Shops whose interrupted runs may be resumed, each with the number of runs started by then. */
  readonly freed: readonly string[]
  /** Log entries with their blocker. */
  readonly lines: readonly string[]
  readonly ticks: CronStarter
  /** How often the settings were read. */
  settingsRead(): number
  /** How often ticks were set. */
  counted(): number
  /** The user starts a run of these steps. */
  person(steps: readonly string[]): void
  /** Ends a run; `word` sets the results of its steps, default: done. */
  end(run: Run, word?: (step: string) => Partial<StepProgress>, first?: boolean): void
  set(clock: string): void
  tell(change: ConditionsChange): void
  /** Checks the schedule, ends whatever has started, and names it. */
  look(): string[]
  /** Checks each minute for so many ms, ends every run at once, and counts the runs. */
  pass(ms: number): Record<string, number>
}

/** A schedule over a real slot ledger, with a manual clock and runs that end when the test says so. */
export function world(shops: ShopRow[], begin: string, file: Dims = new Database(':memory:')): World {
  if (!file.prepare("SELECT 1 FROM sqlite_master WHERE name = 'schedules'").get())
    file.exec(createSql(relationOf(schedules)))
  const background = { ...BACKGROUND } as Background
  let read = 0
  const started: Run[] = []
  const running: Run[] = []
  const probed: number[] = []
  const freed: string[] = []
  const lines: string[] = []
  let clock = at(begin)
  let ticks = 0
  const one = schedule({
    runs: {
      busy: shopId => new Set(running.filter(run => run.shopId === shopId).flatMap(({ steps }) => steps)),
      start(shopId, steps, trigger) {
        const run = { shopId, steps, trigger, startedAt: clock }
        for (const step of steps)
          expect(running.some(other => other.shopId === shopId && other.steps.includes(step))).toBe(false)
        started.push(run)
        running.push(run)
      },
      resumeAutomatic: shopId => void freed.push(`${shopId} before ${started.length} runs`),
      probe: async shopId => void probed.push(shopId),
    },
    ledger: slotLedger(file),
    tasks: openTasks((_, error) => {
      throw error
    }),
    jitter: { daily: 20, frequent: 10, ads: 40, funnel: 30 },
    conditions: ORDINARY,
    background: () => {
      read += 1
      return background
    },
    shops: () => shops,
    steps: shop => marketplaceOf(shop.marketplace).steps,
    advertises: shop => shop.perfClientId !== null,
    log: (_, word, about) => lines.push([word, about?.details?.blocker].filter(Boolean).join(' ')),
    now: () => clock,
    // Moscow time, whatever this computer's time zone.
    minutes: now => Math.floor((now + 3 * HOUR) / MINUTE) % 1440,
  })
  const end = (run: Run, word: (step: string) => Partial<StepProgress> = () => ({}), first = false) => {
    running.splice(running.indexOf(run), 1)
    const steps = run.steps.map(step => ({
      ...initialProgress(step),
      status: 'done' as const,
      ...word(step),
    }))
    const met = (status: StepProgress['status']) => steps.some(step => step.status === status)
    const status = met('paused') ? 'paused' : met('failed') ? 'failed' : 'done'
    one.ended({
      shopId: run.shopId,
      trigger: run.trigger,
      status,
      first,
      startedAt: new Date(run.startedAt).toISOString(),
      steps,
    } as unknown as Progress)
  }
  return {
    one,
    file,
    background,
    settingsRead: () => read,
    running,
    probed,
    freed,
    lines,
    started,
    person: steps => void running.push({ shopId: 1, trigger: 'person', steps, startedAt: clock }),
    end,
    counted: () => ticks,
    ticks() {
      ticks += 1
      return { stop: () => {} }
    },
    set(text) {
      clock = at(text)
    },
    tell: one.conditionsChanged,
    look() {
      const from = started.length
      one.look()
      for (const run of [...running]) end(run)
      return started.slice(from).map(({ shopId, trigger }) => `${shopId} ${trigger}`)
    },
    pass(ms) {
      const from = started.length
      for (const last = clock + ms; clock < last; clock += MINUTE) {
        one.look()
        for (const run of [...running]) end(run)
      }
      const counts: Record<string, number> = {}
      for (const { shopId, trigger } of started.slice(from))
        counts[`${shopId} ${trigger}`] = (counts[`${shopId} ${trigger}`] ?? 0) + 1
      return counts
    },
  }
}

/** Ten minutes after a half-hourly and an hourly slot, nine hours after the daily one. */
export const NOON = '2026-11-18T12:10:00Z'
