import { z } from 'zod'
import { HOST } from '#contract/marketplaces/ozon.ts'
import type { ConcurrencyGroup, StreamContext } from '../../core/declare/source.ts'
import type { CapturedResponse } from '../../core/errors.ts'
import { LoadError } from '../../core/errors.ts'
import { known, name, text } from '../../core/parse/fields.ts'
import { asyncReport } from '../../core/run/async-report.ts'

export const STATISTICS = '/api/client/statistics'

/** Maximum days of a report (ozon.md 6.2). */
export const REPORT_DAYS = 62
/** An order counts when it is paid, which at a pickup point is weeks after the click and thirty days at most, so the last thirty days are read again. */
export const DEPTH = { first: 180, again: 30 } as const

const Ordered = z.object({ UUID: name })
const State = z.object({ state: name, error: text })
const STATES = new Set(['NOT_STARTED', 'IN_PROGRESS', 'ERROR', 'OK'])

/** Interrupted downloads after which the report counts as unreadable. */
const ATTEMPTS = 3

/** The request, captured with a file that cannot be parsed. */
export type Asked = Omit<CapturedResponse, 'status' | 'answer'>

/** An account can build one report at a time (ozon.md 6.2). */
const SLOT: ConcurrencyGroup = { host: HOST.performance, name: 'reports' }

/**
 * Orders a report under `key`, waits for it, downloads and parses it. The caller deletes the stored id once it has the rows. Throws LoadError, and what
 * `read` throws.
 */
export function download<T>(
  context: StreamContext,
  key: string,
  path: string,
  body: unknown,
  read: (bytes: Uint8Array, asked: Asked) => T,
): Promise<T> {
  return context.exclusive(SLOT, () =>
    asyncReport(context, key, {
      create: async () =>
        (await context.json({ host: HOST.performance, method: 'POST', path, body }, Ordered)).UUID,
      state: async (_, uuid) => {
        const { state } = await context.json(
          { host: HOST.performance, method: 'GET', path: `${STATISTICS}/${uuid}` },
          State,
        )
        known(context, 'report state', state, STATES)
        return state === 'OK' ? 'ready' : state === 'ERROR' ? 'lost' : 'waiting'
      },
      fetch: async (_, uuid) => {
        for (let attempt = 1; ; attempt += 1) {
          const query = { UUID: uuid }
          const answer = await context.bytes({
            host: HOST.performance,
            method: 'GET',
            path: `${STATISTICS}/report`,
            query,
          })
          try {
            return read(answer.body, { host: HOST.performance, method: 'POST', path, query: null, body })
          } catch (error) {
            const cut = error instanceof LoadError && error.kind === 'server'
            if (!cut || attempt === ATTEMPTS) throw error
          }
        }
      },
    }),
  )
}
