import { dayNumber, moscowDay } from '../../clock.ts'
import type { Reply } from '../../http.ts'
import { badRequest, Refusal } from '../../http.ts'
import type { Shop } from '../shop.ts'
import type { Account } from './account.ts'

/** One request to the Performance API with a living token. */
export type Call = {
  readonly shop: Shop
  readonly account: Account
  readonly path: string
  readonly query: URLSearchParams
  readonly body: Record<string, unknown>
  /** What the template of the path matched: a campaign id or a UUID. */
  readonly part: string
  readonly speedup: number
  /** False when the sandbox runs without limits. */
  readonly limits: boolean
}

export type Handler = (call: Call) => Reply

/** 404 in the shape of this host. */
export const notFound = (message: string): Refusal => new Refusal(404, 5, message)

/** The days of a query or a body, both included; without dates the last seven (ozon.md 6.4). */
export function period(shop: Shop, dateFrom: unknown, dateTo: unknown): { from: number; to: number } {
  const today = shop.world().today
  if (!dateFrom && !dateTo) return { from: today - 6, to: today }
  const from = dayNumber(String(dateFrom ?? ''))
  const to = dayNumber(String(dateTo ?? ''))
  if (Number.isNaN(from) || Number.isNaN(to) || to < from) throw badRequest('invalid date range')
  return { from, to }
}

/** The period of a report request: dateFrom/dateTo win over from/to (ozon.md 6.5). */
export function bodyPeriod(shop: Shop, body: Record<string, unknown>): { from: number; to: number } {
  if (body.dateFrom || body.dateTo || (!body.from && !body.to))
    return period(shop, body.dateFrom, body.dateTo)
  const from = Date.parse(String(body.from))
  const to = Date.parse(String(body.to))
  if (Number.isNaN(from) || Number.isNaN(to) || to < from) throw badRequest('invalid date range')
  return { from: moscowDay(from), to: moscowDay(to) }
}

/** A list of ids in a body. */
export const idList = (value: unknown): number[] =>
  Array.isArray(value) ? value.map(Number).filter(Number.isFinite) : []
