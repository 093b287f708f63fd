import { z } from 'zod'
import type { Cause } from '#contract/errors.ts'
import type { HostName } from '#contract/marketplaces/index.ts'
import { HOST } from '#contract/marketplaces/ozon.ts'
import type { KeyCheck, Keys, Notice } from '#contract/shop.ts'
import { type Checked, EXPIRES_SOON_MS } from '../core/declare/marketplace.ts'
import type { Step, Stream } from '../core/declare/stream.ts'
import { REACTION } from '../core/errors.ts'
import { type Answered, answered, OK, type ServiceState, stateAfter } from '../core/http/key-check.ts'
import type { Session } from '../core/http/session.ts'
import { instant } from '../core/parse/time.ts'

const maybe = z.string().nullish().catch(null)
/** Only what is shown: the answer also holds a tax number and a legal name (ozon.md 2). */
const Info = z.object({
  company: z.object({ name: maybe }).nullish().catch(null),
  subscription: z.object({ type: maybe }).nullish().catch(null),
})
const Roles = z.object({
  expires_at: maybe,
  roles: z.array(z.object({ methods: z.array(z.string()).nullish() })).nullish(),
})
const Anything = z.object({})
const ONE_PRODUCT = { filter: { visibility: 'ALL' }, last_id: '', limit: 1 }
/** Causes that only say that the method is closed, nothing about the key. */
const TURNED_AWAY: ReadonlySet<Cause> = new Set(['no_role', 'not_found', 'obsolete', 'bad_request'])

/**
 * Checks a set of keys: two requests to the Seller API, and with Performance keys a token and one campaign. No response is `unknown`, never `invalid`
 * (ozon.md 2). Throws `cancelled` only.
 */
export async function check(
  keys: Keys,
  session: Pick<Session, 'json'>,
  steps: readonly Step[],
  now: number = Date.now(),
): Promise<Checked> {
  const ask = <T>(path: string, shape: z.ZodType<T>, body: unknown = {}) =>
    answered(session.json({ host: HOST.seller, method: 'POST', path, body }, shape))
  const [info, roles, ads] = await Promise.all([
    ask('/v1/seller/info', Info),
    ask('/v1/roles', Roles),
    performanceOf(keys, session),
  ])
  // A key may have access to other methods only: one listed product proves it as well.
  const asked = [info, roles]
  const turnedAway = asked.every(({ error }) => error && TURNED_AWAY.has(error.kind))
  const proofs = turnedAway ? [...asked, await ask('/v3/product/list', Anything, ONE_PRODUCT)] : asked
  const seller = sellerOf(proofs)
  const opened = (roles.value?.roles ?? []).flatMap(role => role.methods ?? [])
  const closed = (stream: Stream) =>
    seller.state === 'refused' ||
    (opened.length > 0 && !stream.source.paths.every(path => opens(opened, path)))
  const expiresAt = instant(roles.value?.expires_at) ?? null
  const subscription = info.value?.subscription?.type ?? null

  const all = (host: HostName, lost: (stream: Stream) => boolean) => lostSteps(steps, host, lost)
  const services = [
    { service: HOST.seller, ...seller, without: all(HOST.seller, closed) },
    {
      service: HOST.performance,
      ...ads,
      without: all(HOST.performance, () => ads.state !== 'ok' && ads.state !== 'unknown'),
    },
  ]
  const warnings =
    seller.state === 'ok'
      ? [...expiry(expiresAt, now), ...roleWarnings(steps, closed), ...planWarnings(subscription)]
      : []
  return {
    ...verdictOf(seller, ads),
    shopName: info.value?.company?.name || null,
    subscription,
    expiresAt,
    services,
    warnings,
    roles: opened,
  }
}

/** Whether the subscription includes the full funnel; false if it is unknown (ozon.md 2). */
export const isPremium = (subscription: string | null): boolean =>
  subscription === 'PREMIUM_PLUS' || subscription === 'PREMIUM_PRO'

/** What the subscription leaves out; nothing if it is unknown. */
function planWarnings(subscription: string | null): Notice[] {
  if (subscription === null || subscription === 'PREMIUM_PRO') return []
  return [{ word: isPremium(subscription) ? 'reviews_plan' : 'premium_missing', details: {} }]
}

/** Whether the paths and prefixes of a key's roles include a path (ozon.md 2). */
export const opens = (methods: readonly string[], path: string): boolean =>
  methods.some(method => path === method || path.startsWith(`${method}/`))

function sellerOf(proofs: readonly Answered<unknown>[]): ServiceState {
  const errors = proofs.map(({ error }) => error).filter(error => error !== null)
  // A refusal of the key itself counts, whichever method gave it; a role missing for one method does not.
  const refusal = errors.find(error => REACTION[error.kind] === 'stop')
  if (refusal) return { state: 'refused', kind: refusal.kind }
  if (errors.length < proofs.length) return OK
  // Every key may ask for its roles (ozon.md 2); an unknown Client-Id was answered "not found" (1.1).
  if (errors.every(error => error.kind === 'not_found')) return { state: 'refused', kind: 'bad_key' }
  if (errors.every(error => error.kind === 'no_role')) return { state: 'refused', kind: 'no_role' }
  return { state: 'unknown', kind: errors[0]?.kind ?? null }
}

async function performanceOf(keys: Keys, session: Pick<Session, 'json'>): Promise<ServiceState> {
  if (keys.marketplace !== 'ozon' || keys.performance === null)
    return { state: 'absent', kind: 'no_performance' }
  const query = { page: 1, pageSize: 1 }
  const { error } = await answered(
    session.json({ host: HOST.performance, method: 'GET', path: '/api/client/campaign', query }, Anything),
  )
  return error ? stateAfter(error) : OK
}

/** Valid only if nothing that was given is refused. A wrong Performance pair gives `partial`: it must not be stored, nor keep the shop from connecting. */
function verdictOf(seller: ServiceState, ads: ServiceState): Pick<KeyCheck, 'verdict' | 'kind'> {
  if (seller.state === 'refused') return { verdict: 'invalid', kind: seller.kind }
  if (seller.state !== 'ok') return { verdict: 'unknown', kind: seller.kind }
  if (ads.kind && ads.state === 'refused' && REACTION[ads.kind] === 'stop')
    return { verdict: 'partial', kind: ads.kind }
  return { verdict: 'valid', kind: null }
}

const streamsOf = (step: Step, host: HostName): Stream[] =>
  step.streams.filter(({ source }) => source.host === host)

/** Steps that lose all of their streams. */
function lostSteps(steps: readonly Step[], host: HostName, lost: (stream: Stream) => boolean): string[] {
  return steps
    .filter(step => step.streams.every(stream => stream.source.host === host && lost(stream)))
    .map(step => step.id)
}

/** One notice for the steps that lose some of their streams; those that lose all are reported with their service. */
function roleWarnings(steps: readonly Step[], closed: (stream: Stream) => boolean): Notice[] {
  const partly = steps
    .filter(step => streamsOf(step, HOST.seller).some(closed) && !step.streams.every(closed))
    .map(step => step.id)
  return partly.length === 0 ? [] : [{ word: 'role_missing', details: { steps: partly.join() } }]
}

function expiry(expiresAt: string | null, now: number): Notice[] {
  if (expiresAt === null) return []
  const left = Date.parse(expiresAt) - now
  if (left > EXPIRES_SOON_MS) return []
  return [{ word: left > 0 ? 'key_expires' : 'key_expired', details: { at: expiresAt } }]
}
