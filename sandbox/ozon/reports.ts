import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { dayNumber, utcMillis } from '../clock.ts'
import type { Reply } from '../http.ts'
import { badRequest, ok, Refusal } from '../http.ts'
import { roubles } from '../money.ts'
import type { Call, Handler } from './call.ts'
import { read } from './call.ts'
import type { Shop } from './shop.ts'
import { placementOfDay } from './world/placement.ts'
import { workbook } from './xlsx.ts'

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

const MOST_DAYS = 31
const PLACEMENT = [
  'Дата',
  'SKU',
  'Артикул',
  'Название товара',
  'Склад',
  'Кол-во платных экземпляров',
  'Платный объём в миллилитрах',
  'Начисленная стоимость размещения',
] as const

function* placementOf(shop: Shop, from: number, to: number): Generator<readonly (string | number | null)[]> {
  yield ['Стоимость размещения по товарам']
  yield []
  yield PLACEMENT
  const world = shop.world()
  for (let day = Math.max(from, world.startDay); day <= Math.min(to, world.today); day++)
    for (const { product, warehouse, units, millilitres, cost } of placementOfDay(world, day))
      yield [
        dayText(day),
        product.sku,
        product.offerId,
        product.name,
        warehouse.name,
        units,
        millilitres,
        roubles(cost),
      ]
}

/** A day as the cabinet writes it: `01.10.2026`. */
const dayText = (day: number) => {
  const [year, month, date] = new Date(day * 86_400_000).toISOString().slice(0, 10).split('-')
  return `${date}.${month}.${year}`
}

const order = ({ shop, reports }: Call, type: string, params: object, content: () => Buffer): string =>
  reports.add({ shop: shop.profile.name, type, params, content })

/** POST /v1/report/placement/by-products/create: at most 31 days. */
export const placementReport: Handler = call => {
  const request = read(z.object({ date_from: z.iso.date(), date_to: z.iso.date() }), call.body)
  const [from, to] = [dayNumber(request.date_from), dayNumber(request.date_to)]
  if (from > to || to - from >= MOST_DAYS) throw badRequest('period must be 1 to 31 days')
  return ok({
    code: order(call, 'SELLER_PLACEMENT_BY_PRODUCTS', request, () =>
      workbook('Размещение', placementOf(call.shop, from, to)),
    ),
  })
}
