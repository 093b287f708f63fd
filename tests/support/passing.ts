import { setImmediate } from 'node:timers/promises'
import type { Engine } from '../../main/engine/engine.ts'
import type { CronStarter } from '../../main/engine/schedule/cron.ts'
import type { Sandbox } from '../../sandbox/index.ts'

const MINUTE = 60_000

/** Time that passes at the will of a test: one clock for the marketplace and for the engine. */
export interface Passing {
  readonly now: () => number
  /** What an engine watches by; a new engine takes them over. */
  readonly ticks: CronStarter
  /** So many minutes pass, and the schedule looks once in each. Whatever begins has ended before the next one. */
  pass(minutes: number, engine: Engine): Promise<void>
  /** So many minutes pass while nobody looks. */
  sleep(minutes: number): void
  /** The schedule looks. */
  wake(): void
}

/** A clock that starts where that of the sandbox does. */
export function passing(sandbox: Pick<Sandbox, 'advance'>, at: string): Passing {
  let now = Date.parse(at)
  let wake = () => {}
  const sleep = (minutes: number) => {
    now += minutes * MINUTE
    sandbox.advance(minutes / 1440)
  }
  return {
    now: () => now,
    ticks: look => {
      wake = look
      return { stop: () => {} }
    },
    sleep,
    wake: () => wake(),
    async pass(minutes, engine) {
      for (let minute = 0; minute < minutes; minute += 1) {
        sleep(1)
        wake()
        await idle(engine)
      }
    },
  }
}

/** Resolves when no run of any shop is under way. */
export async function idle(engine: Engine): Promise<void> {
  for (;;) {
    // The end of a run looks for more, once it is written down.
    await setImmediate()
    const shops = await engine.handlers['shop.list']()
    const runs = await Promise.all(shops.map(({ id }) => engine.handlers['sync.status']({ shopId: id })))
    const running = runs.filter(run => run?.status === 'running')
    if (running.length === 0) return
    await Promise.all(running.map(run => engine.ended(run?.shopId ?? 0)))
  }
}
