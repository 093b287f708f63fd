import { once } from 'node:events'
import { KindError } from '#contract/errors.ts'
import type { Host, HostUrls } from '#contract/host.ts'
import type { Client } from '#contract/rpc.ts'
import type { KeyCheck, Keys, Marketplace } from '#contract/shop.ts'
import type { StepProgress } from '#contract/sync.ts'
import type { Checked } from '../../../loaders/core/declare/marketplace.ts'
import type { RunContext } from '../../../loaders/core/declare/slices.ts'
import { LoadError } from '../../../loaders/core/errors.ts'
import { httpClient } from '../../../loaders/core/http/client.ts'
import { FAIL_FAST, type HttpClient } from '../../../loaders/core/http/session.ts'
import { moscowDay } from '../../../loaders/core/parse/time.ts'
import type { Job } from '../../../loaders/core/run/run-stream.ts'
import { marketplaceOf } from '../../../loaders/index.ts'
import type { Clock } from '../clock.ts'
import type { Stores } from '../store/opening/open.ts'
import { pausesOf } from '../store/records/pauses.ts'
import { saveCapturedResponse } from '../store/records/runs.ts'
import { type ShopRow, updateShop } from '../store/records/shops.ts'
import type { OnWait, Prepared } from '../sync/types.ts'
import { lookBack } from './demo-past.ts'
import { keysOf } from './keys.ts'

interface Parts {
  readonly stores: Stores
  readonly host: Client<Host>
  readonly vault: string
  readonly hosts: HostUrls
  readonly pace: number
  readonly startDay?: string | undefined
  /** Called when a captured response could not be saved. */
  failed(what: string, error: unknown): void
  readonly clock: Pick<Clock, 'hear' | 'check' | 'isBelieved'>
  readonly now: () => number
}

/** Sessions with the marketplaces: one HTTP client per marketplace and set of hosts. Keys are read at the start of a run and dropped at its end. */
export function marketplaceSessions(parts: Parts) {
  const { stores, host, vault, hosts, pace, startDay, failed, clock, now } = parts
  const networks = new Map<string, HttpClient>()

  /** One HTTP client per marketplace and set of hosts, so that all shops share its rate limiter. */
  async function networkOf(marketplace: Marketplace, isDemo: boolean): Promise<HttpClient> {
    const sandbox = isDemo ? await host('demo.get', { marketplace }) : { hosts, pace }
    const name = JSON.stringify([marketplace, sandbox.hosts])
    const known = networks.get(name)
    if (known) return known
    const made = httpClient({
      api: marketplaceOf(marketplace).api,
      hosts: sandbox.hosts,
      pace: sandbox.pace,
      pauseStore: pausesOf(stores, marketplace),
      folder: stores.staging,
      // The sandbox of a demo shop has its own clock.
      ...(isDemo ? {} : { onDate: clock.hear }),
    })
    networks.set(name, made)
    return made
  }

  async function keysFor(shop: ShopRow): Promise<Keys> {
    if (shop.demo) return (await host('demo.get', { marketplace: shop.marketplace })).keys
    return keysOf(shop, await host('keys.get', { vault, shopId: shop.id }))
  }

  /** Checks keys while the user waits (fail-fast). */
  async function checkKeys(keys: Keys, isDemo: boolean, signal: AbortSignal): Promise<Checked> {
    const { session } = await networkOf(keys.marketplace, isDemo)
    return marketplaceOf(keys.marketplace).check(keys, session({ keys, signal, ...FAIL_FAST }))
  }

  /** Checks keys before a run; a full check if the clock needs confirmation by the marketplace. */
  async function recheckKeys(keys: Keys, isDemo: boolean, signal: AbortSignal): Promise<Checked> {
    const { session } = await networkOf(keys.marketplace, isDemo)
    const way = session({ keys, signal, ...FAIL_FAST, failFast: false })
    const { check, recheck } = marketplaceOf(keys.marketplace)
    return isDemo || clock.isBelieved() ? recheck(keys, way) : check(keys, way)
  }

  /** Refreshes what the keys of a shop may do: subscription and roles may have changed since it was connected. */
  async function refreshed(shop: ShopRow, keys: Keys, signal: AbortSignal): Promise<Checked> {
    const checked = await recheckKeys(keys, shop.demo, signal)
    if (checked.verdict === 'invalid') throw new KindError(checked.kind ?? 'bad_key', 'the keys are refused')
    if (checked.verdict !== 'unknown')
      updateShop(stores.dims, shop.id, {
        // Missing values keep their known state: one of the requests may have failed.
        ...(checked.expiresAt ? { keyExpiresAt: checked.expiresAt } : {}),
        ...(checked.roles.length > 0 ? { roles: checked.roles } : {}),
        ...(checked.subscription ? { subscription: checked.subscription } : {}),
      })
    return checked
  }

  return {
    check: (keys: Keys, isDemo: boolean) => checkKeys(keys, isDemo, new AbortController().signal),

    /** Checks the stored keys of a shop. */
    async checkShop(shop: ShopRow): Promise<KeyCheck> {
      const { roles, ...told } = await checkKeys(await keysFor(shop), shop.demo, new AbortController().signal)
      return told
    },

    async prepare(
      shop: ShopRow,
      runId: number,
      signal: AbortSignal,
      asked: OnWait,
      byPerson: boolean,
      told: (word: StepProgress) => void,
    ): Promise<Prepared> {
      const keys = await unlessStopped(keysFor(shop), signal)
      const { session } = await networkOf(shop.marketplace, shop.demo)
      const way = session({ keys, signal })
      if (byPerson) way.lift()
      const checked = await refreshed(shop, keys, signal)
      if (!shop.demo) clock.check()
      const context: RunContext = {
        today: moscowDay(now()),
        now: () => new Date(now()).toISOString(),
        first: !shop.loaded,
        startDay,
        may: marketplaceOf(shop.marketplace).may(keys, checked.subscription ?? shop.subscription),
        ids: (of, from, to) => stores.store.ids(shop.id, of, from, to),
      }
      const job: Job = {
        shopId: shop.id,
        runId,
        context,
        store: stores.store,
        streamContext: stream => ({
          ...way.context(stores.store.state(shop.id, stream), ms => asked(stream, ms)),
          now,
        }),
        redact: way.redact,
        capture(step, response) {
          try {
            saveCapturedResponse(stores.dims, { shopId: shop.id, runId, step }, response)
          } catch (error) {
            failed('capture', error)
          }
        },
      }
      if (shop.demo && !shop.loaded) await lookBack({ shop, stores, host, job, now: now(), signal, told })
      return {
        job,
        requests: way.requests,
        waited: way.waited,
      }
    },

    async close(): Promise<void> {
      await Promise.all([...networks.values()].map(one => one.close()))
    },
  }
}

/** The keychain may prompt the user; a cancelled run does not wait. Throws LoadError `cancelled`. */
async function unlessStopped<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const over = new AbortController()
  const stopped = async (): Promise<never> => {
    if (!signal.aborted) await once(signal, 'abort', { signal: over.signal })
    throw new LoadError('cancelled', 'stopped while waiting for the keys')
  }
  try {
    return await Promise.race([work, stopped()])
  } finally {
    over.abort()
  }
}
