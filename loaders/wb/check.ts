import { z } from 'zod'
import type { Cause } from '#contract/errors.ts'
import type { HostName } from '#contract/marketplaces/index.ts'
import { HOST } from '#contract/marketplaces/wb.ts'
import type { KeyCheck, Keys, Notice } from '#contract/shop.ts'
import { type Checked, EXPIRES_SOON_MS } from '../core/declare/marketplace.ts'
import type { Step } from '../core/declare/stream.ts'
import { REACTION } from '../core/errors.ts'
import { answered, OK, type ServiceState, stateAfter } from '../core/http/key-check.ts'
import type { Session } from '../core/http/session.ts'
import { BY_CHOICE, categoryOf, decode, mayOf, opens, type Token } from './token.ts'

/** Result of the check: `roles` are the categories of the token; `account` is its seller, null if it is not a token. */
export interface CheckedToken extends Checked {
  readonly account: string | null
}

/** In the order in which they are shown. */
const SERVICES = [
  HOST.content,
  HOST.statistics,
  HOST.marketplace,
  HOST.advert,
  HOST.prices,
  HOST.calendar,
  HOST.analytics,
  HOST.finance,
  HOST.supplies,
] as const satisfies readonly HostName[]

const Ping = z.object({})
const maybe = z.string().nullish().catch(null)
/** Only what is shown: the answer also holds a tax number (wildberries.md 9). */
const Seller = z.object({ name: maybe, tradeMark: maybe }).nullable()
const Jam = z.object({ state: maybe }).nullable()

interface Service extends ServiceState {
  readonly service: HostName
}

/**
 * Checks a token: its own content first, then one ping on each host and the name of the shop. No response is `unknown`, never `invalid`. Throws
 * `cancelled` only.
 */
export async function check(
  keys: Keys,
  session: Pick<Session, 'json'>,
  steps: readonly Step[],
  now: number = Date.now(),
): Promise<CheckedToken> {
  const token = keys.marketplace === 'wb' ? decode(keys.token) : null
  const flaw = flawOf(token, now)
  if (!token || flaw) return told(token, now, steps, SERVICES.map(refusedFor(flaw ?? 'bad_key')))

  const [services, shopName, subscription] = await Promise.all([
    Promise.all(SERVICES.map(service => ping(service, token, session))),
    nameOf(session),
    token.type === 'service' ? jamOf(session) : null,
  ])
  return { ...told(token, now, steps, services), shopName, subscription }
}

/** What the token itself says, without a request; a refusal beyond that shows in the first request of a run. */
export function ownWord(keys: Keys, steps: readonly Step[], now: number = Date.now()): CheckedToken {
  const token = keys.marketplace === 'wb' ? decode(keys.token) : null
  const flaw = flawOf(token, now)
  const services = SERVICES.map((service): Service => {
    if (!token || flaw) return refusedFor(flaw ?? 'bad_key')(service)
    if (isLeftOut(service, token)) return { service, ...LEFT_OUT }
    return opens(token, service) ? { service, ...OK } : refusedFor('no_role')(service)
  })
  return told(token, now, steps, services)
}

/** The reason why a token is useless, if known without a request. */
function flawOf(token: Token | null, now: number): Cause | null {
  if (!token) return 'bad_key'
  // A test token works on test hosts only (wildberries.md 1.10).
  if (token.test) return 'test_token'
  return Date.parse(token.expiresAt) <= now ? 'expired_key' : null
}

const refusedFor =
  (kind: Cause) =>
  (service: HostName): Service => ({ service, state: 'refused', kind })

/** A category that was not ticked, and need not be. */
const LEFT_OUT = { state: 'absent', kind: null } as const
const isLeftOut = (service: HostName, token: Token): boolean =>
  BY_CHOICE.has(service) && !opens(token, service)

async function ping(service: HostName, token: Token, session: Pick<Session, 'json'>): Promise<Service> {
  if (isLeftOut(service, token)) return { service, ...LEFT_OUT }
  const { error } = await answered(session.json({ host: service, method: 'GET', path: '/ping' }, Ping))
  const found = error ? stateAfter(error) : OK
  // There was no response, but the token's categories show that it would be refused.
  if (found.state === 'unknown' && !opens(token, service)) return refusedFor('no_role')(service)
  return { service, ...found }
}

async function nameOf(session: Pick<Session, 'json'>): Promise<string | null> {
  const request = { host: HOST.common, method: 'GET', path: '/api/v1/seller-info' } as const
  const { value: seller } = await answered(session.json(request, Seller))
  return seller?.tradeMark || seller?.name || null
}

/** Only a Service token may ask for the subscription (wildberries.md 4.3). */
async function jamOf(session: Pick<Session, 'json'>): Promise<string | null> {
  const request = { host: HOST.common, method: 'GET', path: '/api/common/v1/subscriptions' } as const
  const { value: jam } = await answered(session.json(request, Jam))
  return jam?.state === 'active' ? 'JAM' : null
}

function told(
  token: Token | null,
  now: number,
  steps: readonly Step[],
  services: readonly Service[],
): CheckedToken {
  const closed = new Set(
    services.filter(({ state }) => state === 'refused' || state === 'absent').map(({ service }) => service),
  )
  const lost = (step: Step) => step.streams.every(({ source }) => closed.has(source.host))
  const unticked = services.filter(({ kind }) => kind === 'no_role').map(({ service }) => service)
  const lacking = (step: Step) =>
    lost(step) ? [] : unticked.filter(host => step.streams.some(({ source }) => source.host === host))
  const verdict = verdictOf(services)
  return {
    ...verdict,
    account: token?.seller ?? null,
    roles: token?.categories ?? [],
    shopName: null,
    subscription: null,
    expiresAt: token?.expiresAt ?? null,
    services: services.map(one => ({
      ...one,
      without: closed.has(one.service)
        ? steps
            .filter(step => lost(step) && step.streams.some(({ source }) => source.host === one.service))
            .map(({ id }) => id)
        : [],
    })),
    // A refused token is reported with its cause only.
    warnings:
      token && verdict.verdict !== 'invalid' ? warningsOf(token, now, steps, missing(steps, lacking)) : [],
  }
}

/** One working service is enough; a refusal of the token itself outweighs a service that does not respond. */
function verdictOf(services: readonly Service[]): Pick<KeyCheck, 'verdict' | 'kind'> {
  if (services.some(({ state }) => state === 'ok')) return { verdict: 'valid', kind: null }
  const rejected = services.find(({ kind }) => kind && REACTION[kind] === 'stop')
  if (rejected) return { verdict: 'invalid', kind: rejected.kind }
  const silent = services.find(({ state }) => state === 'unknown')
  if (silent) return { verdict: 'unknown', kind: silent.kind }
  return { verdict: 'invalid', kind: services[0]?.kind ?? 'bad_key' }
}

/** One notice for all steps that lack the same categories in part; those that lack them entirely are reported with the service. */
function missing(steps: readonly Step[], lacking: (step: Step) => readonly HostName[]): Notice[] {
  const byCategory = new Map<string, string[]>()
  for (const step of steps) {
    const category = lacking(step).map(categoryOf).join()
    if (category) byCategory.set(category, [...(byCategory.get(category) ?? []), step.id])
  }
  return [...byCategory].map(([category, of]) => ({
    word: 'category_missing',
    details: { category, step: of.join() },
  }))
}

/** Warnings about a working token. */
function warningsOf(
  token: Token,
  now: number,
  steps: readonly Step[],
  missingCategories: readonly Notice[],
): Notice[] {
  const left = Date.parse(token.expiresAt) - now
  const isBase = token.type === 'base'
  const shut = steps.filter(({ when }) => when?.({ may: mayOf(token) }) === 'token_type')
  const plain = (word: string): Notice => ({ word, details: {} })
  return [
    ...(isBase ? [{ word: 'base_token', details: { step: shut.map(({ id }) => id).join() } }] : []),
    ...missingCategories,
    ...(token.readOnly ? [] : [plain('write_access')]),
    ...(left > EXPIRES_SOON_MS ? [] : [{ word: 'token_expires', details: { at: token.expiresAt } }]),
  ]
}
