import type { Reply } from '../http.ts'
import { Refusal } from '../http.ts'
import type { WbHost } from './hosts.ts'

/** A refusal whose body is already in the shape of the family that gives it (wildberries.md 1.5). */
export class WbRefusal extends Error {
  readonly reply: Reply
  constructor(reply: Reply) {
    super(`Wildberries ${reply.status}`)
    this.reply = reply
  }
}

const PROBLEM = 'application/problem+json'
const TITLES: Readonly<Record<number, string>> = {
  400: 'bad request',
  401: 'unauthorized',
  402: 'payment required',
  403: 'access denied',
  404: 'path not found',
  429: 'too many requests',
  500: 'internal server error',
}
const TEXTS: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  402: 'Payment Required',
  403: 'Forbidden',
  404: 'Not Found',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
}

let requests = 0
/** The id of a request, which the support asks for. */
export const requestId = (): string => (0x7b80742415072n + BigInt(++requests)).toString(16).padStart(32, '0')

type More = { readonly code?: string; readonly headers?: Readonly<Record<string, string>> }

/** A refusal of the gateway: `application/problem+json`. */
export const problem = (status: number, detail: string, origin: string, more: More = {}): WbRefusal =>
  new WbRefusal({
    status,
    type: PROBLEM,
    headers: more.headers,
    body: {
      title: TITLES[status] ?? 'error',
      detail,
      ...(more.code === undefined ? {} : { code: more.code }),
      requestId: requestId(),
      origin,
      status,
      statusText: TEXTS[status] ?? 'Error',
      timestamp: `${new Date().toISOString().slice(0, 19)}Z`,
    },
  })

/** 404 of a path that is not there (or no more). */
export const pathNotFound = (): WbRefusal =>
  problem(
    404,
    'Please consult the https://dev.wildberries.ru/openapi/api-information',
    's2s-api-auth-catalog',
  )

const json = (status: number, body: object | string): WbRefusal =>
  new WbRefusal({ status, body: typeof body === 'string' ? JSON.stringify(body) : body })

/** A refusal of the advertising service in its new shape (note `request_id`). */
export const advertRefusal = (status: number, title: string, detail: string): WbRefusal =>
  json(status, { detail, origin: 'camp-api-public-cache', request_id: requestId(), status, title })

/** The same with a list of fields. */
export const advertFields = (field: string, detail: string): WbRefusal =>
  json(400, {
    errors: [{ detail, field }],
    origin: 'camp-api-public-cache',
    request_id: requestId(),
    status: 400,
    title: 'invalid query params',
  })

/** A refusal of the advertising service in its old shape: a bare JSON string. */
export const advertText = (text: string): WbRefusal => json(400, text)

/** A refusal of warehouse_remains. */
export const remainsRefusal = (status: 400 | 404, detail: string): WbRefusal =>
  new WbRefusal({
    status,
    type: status === 404 ? PROBLEM : undefined,
    body: {
      detail,
      origin: 'api-statistics',
      requestId: requestId(),
      title: status === 404 ? 'Not Found' : 'Bad Request',
    },
  })

/** What the calendar of promotions cannot answer. */
export const calendarRefusal = (errorText: string): WbRefusal => json(422, { errorText })

/** A refusal of supplies. */
export const suppliesRefusal = (status: 400 | 404, detail: string): WbRefusal =>
  json(status, {
    status,
    title: status === 404 ? 'not found' : 'bad request',
    detail,
    requestId: requestId(),
    origin: 'supply-api',
  })

/** A refusal of seller-analytics. */
export const analyticsRefusal = (status: number, title: string, detail: string): WbRefusal =>
  json(status, { title, detail, requestId: requestId(), origin: 'analytics-open-api' })

/** A request that a service does not understand, in the shape of its family. */
export function badRequest(host: WbHost, detail: string): WbRefusal {
  switch (host) {
    case 'wb-content':
      return json(400, { data: null, error: true, errorText: detail, additionalErrors: {} })
    case 'wb-prices':
    case 'wb-calendar':
      return json(400, { data: null, error: true, errorText: detail })
    case 'wb-marketplace':
      return json(400, { code: 'IncorrectParameter', message: detail, data: null })
    case 'wb-statistics':
      return json(400, { errors: [detail] })
    case 'wb-advert':
      return advertRefusal(400, 'invalid payload', detail)
    case 'wb-analytics':
      return analyticsRefusal(400, 'Invalid request body', detail)
    case 'wb-finance':
      return problem(400, detail, 'finance-open-api')
    case 'wb-supplies':
      return suppliesRefusal(400, detail)
    case 'wb-common':
      return problem(400, detail, 's2s-api')
  }
}

/** The response to an error of a handler. */
export function wbRefusal(host: WbHost, error: unknown): Reply {
  if (error instanceof WbRefusal) return error.reply
  if (error instanceof Refusal && error.status === 400) {
    if (host === 'wb-content')
      return { status: 400, type: 'text/plain', body: 'Request body can not be decoded' }
    return badRequest(host, 'invalid request body').reply
  }
  return problem(500, error instanceof Error ? error.message : String(error), 's2s-api').reply
}
