import cron from 'node-cron'
import type { Background, Coordinator } from '#contract/schedule.ts'
import { COORDINATORS } from '#contract/schedule.ts'

/** Seconds behind the full minute at which an installation begins each slot. */
export type Jitter = Readonly<Record<Coordinator, number>>
export const JITTER_SECONDS = 59

/** What wakes the schedule: calls `look` when there may be something to do, until it is stopped. */
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

/** A task of node-cron for each coordinator, in UTC, and one for the end of the quiet hours in local time. Nothing ticks in between. */
export const startCron: CronStarter = (look, { jitter, quiet }) => {
  // One that comes late, after a sleep or a busy minute, still has the same to do.
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
