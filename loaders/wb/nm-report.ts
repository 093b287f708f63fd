import { z } from 'zod'
import { HOST } from '#contract/marketplaces/wb.ts'
import type { StreamContext } from '../core/declare/source.ts'
import { LoadError } from '../core/errors.ts'
import { csvLines, textFiles } from '../core/parse/csv-zip.ts'
import { list, text } from '../core/parse/fields.ts'
import { asyncReport } from '../core/run/async-report.ts'
import { yieldingChunks } from '../core/run/yielding.ts'

export const DOWNLOADS = '/api/v2/nm-report/downloads'
const CUT_OFF = `${DOWNLOADS}: the file is cut off`
/** Three requests a minute (wildberries.md 4.3). */
const PAUSE = 20_000

/** What is ordered, apart from the id. */
export interface NmReport {
  readonly reportType: 'DETAIL_HISTORY_REPORT' | 'STOCK_HISTORY_DAILY_CSV' | 'STOCK_HISTORY_REPORT_CSV'
  readonly userReportName: string
  readonly params: object
}

const Ordered = z.unknown()
const States = z.object({ data: list(z.object({ id: text, status: text })) })

/**
 * Orders a CSV under `key`, waits for it and reads it. Throws the error of the order, typically without a Jam subscription. The report stays stored until
 * `context.state.set(key, null)`, so that a restart goes on with it.
 */
export async function nmReport<T>(
  context: StreamContext,
  key: string,
  report: NmReport,
  read: (body: Uint8Array) => Promise<T>,
): Promise<T> {
  const ask = { host: HOST.analytics, method: 'GET' } as const
  return asyncReport(context, key, {
    pause: PAUSE,
    // The id is chosen by the client and stored before the order, so that after a crash the report is looked up instead of ordered twice.
    create: async () => {
      const id = crypto.randomUUID()
      await context.state.set(key, id)
      try {
        await context.json(
          { host: HOST.analytics, method: 'POST', path: DOWNLOADS, body: { id, ...report } },
          Ordered,
        )
      } catch (error) {
        if (!(error instanceof LoadError)) throw error
        // The response to an order may be lost: a retry is then refused because the report exists.
        if (error.kind === 'bad_request' && (await isKnown(context, id))) return id
        if (!['server', 'network', 'cancelled'].includes(error.kind)) await context.state.set(key, null)
        throw error
      }
      return id
    },
    state: async (_, id) => {
      const status = (await stateOf(context, id)) ?? 'unknown'
      if (status === 'SUCCESS') return 'ready'
      return ['WAITING', 'PROCESSING', 'RETRY'].includes(status) ? 'waiting' : 'lost'
    },
    fetch: async (_, id) => {
      const file = async () => read((await context.bytes({ ...ask, path: `${DOWNLOADS}/file/${id}` })).body)
      try {
        return await file()
      } catch (error) {
        if (!(error instanceof LoadError) || error.message !== CUT_OFF) throw error
        return file()
      }
    },
  })
}

async function stateOf(context: StreamContext, id: string): Promise<string | null> {
  const query = { 'filter[downloadIds]': id }
  const { data } = await context.json({ host: HOST.analytics, method: 'GET', path: DOWNLOADS, query }, States)
  return data.find(one => one.id === id)?.status ?? null
}
/** Whether the report exists; false if the marketplace does not let us ask. */
async function isKnown(context: StreamContext, id: string): Promise<boolean> {
  try {
    return (await stateOf(context, id)) !== null
  } catch (error) {
    if (error instanceof LoadError && error.kind !== 'cancelled') return false
    throw error
  }
}

/** Lines after which to yield to the event loop. */
const TURN = 500

/** The header and the lines of each file of a ZIP of CSV, in pieces. Throws `server` on a truncated file, `shape` on one without these columns or a ZIP without a file. */
export async function readCsv(
  body: Uint8Array,
  columns: readonly string[],
  each: (header: readonly string[], lines: readonly (readonly string[])[]) => void,
): Promise<void> {
  let files = 0
  try {
    for (const { parts } of textFiles(body)) {
      files += 1
      const lines = csvLines(parts, ',')
      const header: readonly string[] = lines.next().value ?? []
      if (columns.some(column => !header.includes(column)))
        throw new LoadError('shape', `${DOWNLOADS}: columns ${header}`)
      for await (const part of yieldingChunks(lines, TURN)) each(header, part)
    }
  } catch (error) {
    throw error instanceof LoadError ? error : new LoadError('server', CUT_OFF, { cause: error })
  }
  if (files === 0) throw new LoadError('shape', `${DOWNLOADS}: no file in the ZIP`)
}
