import type { ZodType } from 'zod'
import { z } from 'zod'
import { HOST } from '#contract/marketplaces/wb.ts'
import type { Request, StreamContext } from '../core/declare/source.ts'
import { known, name } from '../core/parse/fields.ts'
import { asyncReport } from '../core/run/async-report.ts'

/** Polling interval of a task, ms (wildberries.md 7). */
const PAUSE = 5_000

const Task = z.object({ data: z.object({ taskId: name }) })
const State = z.object({ data: z.object({ status: name }) })
const STATES = new Set(['new', 'processing', 'done', 'purged', 'canceled'])

/**
 * A report of seller-analytics that is a task: ordered under `key` at `path`, polled and downloaded. The task stays stored until `context.state.set(key, null)`,
 * so that a restart goes on with it.
 */
export function taskReport<T>(
  context: StreamContext,
  key: string,
  path: string,
  query: NonNullable<Request['query']>,
  shape: ZodType<T>,
): Promise<T> {
  const request = { host: HOST.analytics, method: 'GET' } as const
  return asyncReport(context, key, {
    pause: PAUSE,
    create: async () => (await context.json({ ...request, path, query }, Task)).data.taskId,
    state: async (_, task) => {
      const { data } = await context.json({ ...request, path: `${path}/tasks/${task}/status` }, State)
      known(context, 'task state', data.status, STATES)
      return data.status === 'done'
        ? 'ready'
        : ['purged', 'canceled'].includes(data.status)
          ? 'lost'
          : 'waiting'
    },
    fetch: (_, task) => context.json({ ...request, path: `${path}/tasks/${task}/download` }, shape),
  })
}
