import cron from 'node-cron'
import type { Background, Coordinator } from '#contract/schedule.ts'
import { COORDINATORS } from '#contract/schedule.ts'

/** Seconds behind the full minute at which an installation begins each slot. */
export type Jitter = Readonly<Record<Coordinator, number>>
export const JITTER_SECONDS = 59

/** Starts the cron timers of the scheduler: they call `look` when something may be due, until stopped. */
export type CronStarter = (
  look: () => void,
  of: { readonly jitter: Jitter; readonly quiet: Background['quiet'] },
) => { stop(): void }

/** The minute and hour fields of each coordinator in UTC. */
export const CRON: Readonly<Record<Coordinator, string>> = {
  daily: '0 3 * * *',
  frequent: '*/30 * * * *',
  ads: '0 * * * *',
  funnel: '0 */2 * * *',
}

/** One node-cron task per coordinator, in UTC, and one for the end of the quiet hours, in local time. */
export const startCron: CronStarter = (look, { jitter, quiet }) => {
  // A late tick, after sleep or a busy minute, checks all the same.
  const task = (expression: string, timezone?: string) => {
    const one = cron.schedule(expression, look, {
      ...(timezone ? { timezone } : {}),
      suppressMissedWarning: true,
    })
    one.on('execution:missed', look)
    return one
  }
  const tasks = COORDINATORS.map(name => task(`${jitter[name]} ${CRON[name]}`, 'UTC'))
  if (quiet) {
    const [hour, minute] = quiet.to.split(':').map(Number)
    // Behind every coordinator's own second, so that the slot that begins with it is served in the same run.
    tasks.push(task(`${JITTER_SECONDS} ${minute} ${hour} * * *`))
  }
  return {
    stop() {
      for (const one of tasks) void one.destroy()
    },
  }
}
