import { z } from 'zod'
import { dayNumber, moscowPlain } from '../clock.ts'
import type { Parts, Reply } from '../http.ts'
import { badRequest } from './errors.ts'
import type { WbHost } from './hosts.ts'
import type { Rate } from './limits.ts'
import type { WbShop } from './shop.ts'
import type { Claims } from './tokens.ts'

/** One request that has passed the gateway. */
export type Call = {
  readonly host: WbHost
  readonly shop: WbShop
  readonly claims: Claims
  readonly query: URLSearchParams
  readonly body: unknown
  /** The part of the path matched by the wildcard. */
  readonly part: string
  readonly speedup: number
  /** Rows of one answer of orders and sales. */
  readonly page: number
}

export type Handler = (call: Call) => Reply

/** An endpoint; `base` null: not for Base tokens. Endpoints of one `bucket` share their limit. */
export type Route = {
  readonly handler: Handler
  readonly rate: Rate
  readonly base: Rate | null
  readonly bucket?: string
}
/** Endpoints of a host by `METHOD /path`; `*` matches one part of the path. */
export type Routes = Readonly<Record<string, Route>>

export const ok = (body: object | Buffer | Parts): Reply => ({ status: 200, body })
/** No data: 204 without a body. */
export const noContent: Reply = { status: 204, body: '' }

/** A body or a query in the shape that a schema wants, or the 400 of the host. */
export function read<T extends z.ZodType>(schema: T, value: unknown, host: WbHost): z.output<T> {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const issue = result.error.issues[0]
  throw badRequest(host, `${issue?.path.join('.') || 'body'}: ${issue?.message ?? 'invalid'}`)
}

/** The last values of a query as an object. */
export const queryObject = (query: URLSearchParams): Record<string, string> => Object.fromEntries(query)

/** A calendar day as a schema; its day number comes out. */
export const day = z.string().transform((text, context) => {
  const number = dayNumber(text)
  if (Number.isNaN(number)) context.addIssue({ code: 'custom', message: 'Value not validated' })
  return number
})

/** A date or date-time, in Moscow time unless it has a zone (wildberries.md 1.7); parsed to UTC milliseconds. */
export const instant = z.string().transform((text, context) => {
  const whole = /^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00` : text
  const at = Date.parse(/(Z|[+-]\d{2}:\d{2})$/.test(whole) ? whole : `${whole}+03:00`)
  if (Number.isNaN(at)) context.addIssue({ code: 'custom', message: 'Value not validated' })
  return at
})

/** An instant in Moscow time with `+03:00`. */
export const moscowZoned = (at: number): string => `${moscowPlain(at)}+03:00`
/** The same with six digits of a second, as the advertising service writes it. */
export const moscowMicros = (at: number): string =>
  `${moscowPlain(at)}.${String((at * 7) % 1_000_000).padStart(6, '0')}+03:00`

/** Part of a whole as a percentage with so many decimals; 0 of nothing. */
export const percent = (part: number, whole: number, digits = 0): number =>
  whole === 0 ? 0 : Number(((part * 100) / whole).toFixed(digits))
