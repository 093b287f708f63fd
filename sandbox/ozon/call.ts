import { z } from 'zod'
import type { Reply } from '../http.ts'
import { badRequest } from '../http.ts'
import type { DemoKey } from './keys.ts'
import type { Limits } from './limits.ts'
import type { Reports } from './reports.ts'
import type { Shop } from './shop.ts'

/** One request to the Seller API that has passed the checks of key, role and rate. */
export type Call = {
  readonly shop: Shop
  readonly key: DemoKey
  readonly path: string
  readonly body: Record<string, unknown>
  readonly limits: Limits
  readonly accrualCursors: Map<string, number>
  readonly reports: Reports
  readonly speedup: number
}

export type Handler = (call: Call) => Reply | Promise<Reply>

/** An id as requests carry it: a number or a string of digits. */
export const id = z.union([z.number().int(), z.string().regex(/^-?\d+$/)]).transform(Number)

/** A list of ids. */
export const ids = z.array(id).max(1000).default([])

/** An instant of a request as UTC milliseconds. */
export const instant = z.iso.datetime({ offset: true }).transform(text => Date.parse(text))

/** Parses a request body; a mismatch becomes a 400 that names the field. */
export function read<T extends z.ZodType>(schema: T, body: unknown): z.output<T> {
  const result = schema.safeParse(body)
  if (result.success) return result.data
  const issue = result.error.issues[0]
  throw badRequest(
    `invalid request: field ${issue?.path.join('.') || 'body'}: ${issue?.message ?? 'invalid'}`,
  )
}
