import { z } from 'zod'
import { dayNumber } from './clock.ts'
import { FAULTS } from './faults.ts'
import type { Reply } from './http.ts'
import { badRequest, ok, Refusal } from './http.ts'
import { drawn } from './picture.ts'
import type { Sandbox } from './sandbox.ts'

const fault = z.object({
  kind: z.enum(FAULTS),
  path: z.string().optional(),
  shop: z.string().optional(),
  host: z.string().optional(),
  times: z.number().int().min(1).optional(),
  skip: z.number().int().min(0).optional(),
  probability: z.number().min(0).max(1).optional(),
  /** `seconds`, `date`, `garbage`, `absent`, or any other text as it is. */
  retryAfter: z.string().optional(),
  seconds: z.number().optional(),
})

const step = z.union([
  z.strictObject({ days: z.number().int().min(0) }),
  z.strictObject({ minutes: z.number().int().min(0) }),
])
const daysOf = (by: z.output<typeof step>): number => ('days' in by ? by.days : by.minutes / 1440)

function read<T extends z.ZodType>(schema: T, body: unknown): z.output<T> {
  const result = schema.safeParse(body)
  if (!result.success) throw badRequest(z.prettifyError(result.error))
  return result.data
}

/**
 * Answers `/_sandbox/…` for tests in other processes: GET keys, truth (?shop&from&to), demand, causes and economics (the same: what orders and stock are made of; what was done and what came of it; what each product earned and lost), log (?summary=1), faults,
 * content (changes of cards, ?shop), picture (?of, a path of the image hosts), limited (429s that were no fault);
 * POST faults (a list replaces all, `{"add":[…]}` adds, `[]` clears), advance {days} or {minutes}, era {shop, era}, time {ahead} (ms by which `Date` is ahead of this computer), log/clear.
 */
export function control(sandbox: Sandbox, method: string, url: URL, body: unknown): Reply {
  const day = (name: string) =>
    url.searchParams.has(name) ? dayNumber(url.searchParams.get(name) as string) : undefined
  switch (`${method} ${url.pathname.slice('/_sandbox'.length)}`) {
    case 'GET /keys':
      return ok({ hosts: sandbox.hosts, keys: sandbox.keys, tokens: sandbox.tokens })
    case 'GET /truth': {
      const shop = url.searchParams.get('shop') ?? 'demo'
      const window = { from: day('from'), to: day('to') }
      return ok(sandbox.truthOf(shop, window))
    }
    case 'GET /demand': {
      const shop = url.searchParams.get('shop') ?? 'demo'
      return ok(sandbox.demandTruth(shop, { from: day('from'), to: day('to') }))
    }
    case 'GET /causes': {
      const shop = url.searchParams.get('shop') ?? 'demo'
      return ok(sandbox.causesTruth(shop, { from: day('from'), to: day('to') }))
    }
    case 'GET /economics': {
      const shop = url.searchParams.get('shop') ?? 'demo'
      return ok(sandbox.economicsTruth(shop, { from: day('from'), to: day('to') }))
    }
    case 'GET /content':
      return ok([...sandbox.contentChanges(url.searchParams.get('shop') ?? 'demo')])
    case 'GET /picture':
      return { status: 200, type: 'image/png', body: drawn(url.searchParams.get('of') ?? '') }
    case 'GET /limited':
      return ok(sandbox.limited())
    case 'GET /log':
      return ok(url.searchParams.has('summary') ? sandbox.log.summary() : [...sandbox.log.entries])
    case 'POST /log/clear':
      sandbox.log.clear()
      return ok({})
    case 'GET /faults':
      return ok([...sandbox.faults.list()])
    case 'POST /faults':
      if (Array.isArray(body)) sandbox.faults.set(read(z.array(fault), body))
      else sandbox.faults.add(...read(z.object({ add: z.array(fault) }), body).add)
      return ok([...sandbox.faults.list()])
    case 'POST /advance':
      sandbox.advance(daysOf(read(step, body)))
      return ok({ today: sandbox.today() })
    case 'POST /time': {
      const { ahead } = read(z.object({ ahead: z.number() }), body)
      sandbox.tellTime(() => Date.now() + ahead)
      return ok({ ahead })
    }
    case 'POST /era': {
      const { shop, era } = read(z.object({ shop: z.string(), era: z.enum(['new', 'old']) }), body)
      sandbox.setEra(shop, era)
      return ok({ shop, era })
    }
    default:
      throw new Refusal(404, 5, 'unknown control endpoint')
  }
}
