import { z } from 'zod'
import { HOST } from '#contract/marketplaces/ozon.ts'
import type { Request, StreamContext } from '../../core/declare/source.ts'
import { LoadError } from '../../core/errors.ts'
import { isWholeZip } from '../../core/parse/csv-zip.ts'
import * as shape from '../../core/parse/fields.ts'
import { asyncReport } from '../../core/run/async-report.ts'

export const REPORT_INFO = '/v1/report/info'
/** Polling interval, ms (ozon.md 13.2). */
const PAUSE = 10_000
/** Interrupted downloads after which the report counts as unreadable. */
const ATTEMPTS = 3
/** Orders of a report that has no file. */
const ORDERS = 2

/** The code stands at the top or in `result`, by the method. */
const Ordered = z.preprocess(
  value => (value as { result?: unknown } | null)?.result ?? value,
  z.object({ code: shape.name }),
)
const Info = z.object({ result: z.object({ status: shape.name, error: shape.text, file: shape.text }) })
const STATES = new Set(['waiting', 'processing', 'success', 'failed'])

/** Ozon says that it made no report: an answer of the service, not a failure to ask. */
export class NotMade extends LoadError {
  constructor(path: string, why: string) {
    super('server', `${path}: the report was not made: ${why}`)
  }
}

/**
 * Orders a report under `key` at `path`, waits for it and downloads its XLSX file. The caller deletes the stored code once it needs the report no more. Throws NotMade if Ozon
 * failed to make it or made one without a file twice; LoadError `server` if the file came incomplete again and again.
 */
export function xlsxReport(
  context: StreamContext,
  key: string,
  path: string,
  body: unknown,
): Promise<Uint8Array> {
  let link: string | null = null
  let withoutFile = 0
  return asyncReport(context, key, {
    pause: PAUSE,
    create: async () => (await context.json({ ...SELLER, path, body }, Ordered)).code,
    state: async (_, code) => {
      const { result } = await context.json({ ...SELLER, path: REPORT_INFO, body: { code } }, Info)
      shape.known(context, 'report state', result.status, STATES)
      if (result.status === 'failed') {
        // Another order counts towards the few of a day, so the next run makes it.
        await context.state.set(key, null)
        throw new NotMade(path, result.error ?? 'no reason told')
      }
      if (result.status !== 'success') return 'waiting'
      link = result.file
      if (link !== null) return 'ready'
      withoutFile += 1
      if (withoutFile < ORDERS) return 'lost'
      await context.state.set(key, null)
      throw new NotMade(path, 'it has no file')
    },
    fetch: async () => fetchFile(context, path, link ?? ''),
  })
}

const SELLER = { host: HOST.seller, method: 'POST' } as const

async function fetchFile(context: StreamContext, path: string, link: string): Promise<Uint8Array> {
  const url = URL.parse(link)
  if (!url) throw new LoadError('shape', `${path}: the link to its file is no address`)
  const request: Request = {
    host: HOST.files,
    method: 'GET',
    origin: url.origin,
    path: url.pathname,
    search: url.search,
  }
  for (let attempt = 1; ; attempt += 1) {
    const { body } = await context.bytes(request)
    if (isWholeZip(body)) return body
    if (attempt === ATTEMPTS) throw new LoadError('server', `${path}: its file is no XLSX, or cut short`)
  }
}
