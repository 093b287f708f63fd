import { setImmediate } from 'node:timers/promises'
import type { Engine } from '../../main/engine/engine.ts'
import type { CronStarter } from '../../main/engine/schedule/cron.ts'
import type { Sandbox } from '../../sandbox/index.ts'

const MINUTE = 60_000

/** Simulated time: one clock for marketplace and engine. */
export interface Passing {
  readonly now: () => number
  /** The cron ticks of the engine; a new engine takes them over. */
  readonly ticks: CronStarter
  /** Advances so many minutes with a schedule check in each. Runs end before the next minute. */
  pass(minutes: number, engine: Engine): Promise<void>
  /** Advances so many minutes without checks. */
  sleep(minutes: number): void
  /** Triggers a schedule check. */
  wake(): void
}

/** A clock that starts at the sandbox's time. */
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

/** Resolves when no run of any shop is in progress. */
export async function idle(engine: Engine): Promise<void> {
  for (;;) {
    // The end of a run checks the schedule again, after it is written.
    await setImmediate()
    const shops = await engine.handlers['shop.list']()
    const runs = await Promise.all(shops.map(({ id }) => engine.handlers['sync.status']({ shopId: id })))
    const running = runs.filter(run => run?.status === 'running')
    if (running.length === 0) return
    await Promise.all(running.map(run => engine.ended(run?.shopId ?? 0)))
  }
}
