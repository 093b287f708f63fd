import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { utcMillis } from '../clock.ts'
import type { Reply } from '../http.ts'
import { badRequest, ok, Refusal } from '../http.ts'
import type { Call, Handler } from './call.ts'
import { read } from './call.ts'

/** A report that was ordered; its file is made when it is fetched. */
type Ordered = {
  readonly shop: string
  readonly type: string
  readonly params: object
  readonly createdAt: number
  /** Each asks once whether it is ready before it is. */
  polls: number
  readonly file: string
  readonly content: () => Buffer
}

/** The reports of one sandbox. */
export type Reports = {
  add(report: Omit<Ordered, 'polls' | 'file' | 'createdAt'>): string
  find(code: string, shop: string): Ordered | undefined
  /** The file at a path of the store, and whose it is. */
  at(path: string): Ordered | undefined
}

export function makeReports(): Reports {
  const reports = new Map<string, Ordered>()
  return {
    add: report => {
      const uuid = randomUUID()
      const code = `REPORT_${report.type.toLowerCase()}_${uuid}`
      reports.set(code, { ...report, createdAt: Date.now(), polls: 0, file: `/s3/reports/${uuid}` })
      return code
    },
    find: (code, shop) => {
      const found = reports.get(code)
      return found?.shop === shop ? found : undefined
    },
    at: path => [...reports.values()].find(({ file }) => file === path),
  }
}

/** POST /v1/report/info: in the queue at first, ready when asked again. */
export const reportInfo: Handler = ({ shop, body, reports }) => {
  const { code } = read(z.object({ code: z.string() }), body)
  const report = reports.find(code, shop.profile.name)
  if (!report) throw new Refusal(404, 5, 'report not found')
  report.polls += 1
  const isReady = report.polls > 1
  return ok({
    result: {
      code,
      status: isReady ? 'success' : 'waiting',
      error: '',
      file: isReady ? `https://cdn1.ozone.ru${report.file}` : '',
      report_type: report.type,
      params: {},
      created_at: utcMillis(report.createdAt),
      expires_at: utcMillis(report.createdAt + 3 * 86_400_000),
    },
  })
}

/** A GET of the file store, which takes no keys. */
export function reportFile(
  reports: Reports,
  path: string,
  headers: Readonly<Record<string, unknown>>,
): Reply {
  if (headers['client-id'] || headers['api-key']) throw badRequest('a store of files gets no keys')
  const report = reports.at(path)
  if (!report) throw new Refusal(403, 7, 'AccessDenied')
  return {
    status: 200,
    body: report.content(),
    type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  }
}

/** Orders a report and answers its code. */
export const order = ({ shop, reports }: Call, type: string, params: object, content: () => Buffer): string =>
  reports.add({ shop: shop.profile.name, type, params, content })
