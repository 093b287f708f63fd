import type { AppNotification, NotificationKind } from '#contract/schedule.ts'
import { type Day, dayNumber, moscowDay } from '../../../loaders/core/parse/time.ts'
import type { DatasetState } from '../store/records/datasets.ts'
import type { ShopRow } from '../store/records/shops.ts'
import type { SentLog } from './sent-log.ts'

const DAY_MS = 86_400_000
/** Days before a key's expiry on which the user is notified. */
const WARNED_BEFORE = [14, 3, 0] as const

/** A shop as the rules see it. */
export interface ShopView {
  readonly shop: ShopRow
  readonly datasets: readonly DatasetState[]
  /** When the first load ended, and the steps that failed in it. */
  readonly firstLoad: { readonly endedAt: string; readonly failed: readonly string[] } | null
  /** Changes of its cards in the last days, by their ids in the log. */
  readonly changes: readonly number[]
}
export interface World {
  readonly now: number
  readonly day: Day
  readonly shops: readonly ShopView[]
  readonly told: SentLog
}

/** An item to notify about, if its `key` is new; `also` are keys that it covers as well. */
export interface Finding {
  readonly key: string
  readonly also?: readonly string[]
  readonly item: AppNotification['items'][number]
}
interface Rule {
  readonly kind: NotificationKind
  readonly page: string
  find(world: World): readonly Finding[]
}

/** One rule per kind: the page that a click opens, and the items due now. */
export const RULES: readonly Rule[] = [
  { kind: 'key_expires', page: '/shops', find: eachShop(keyExpires) },
  { kind: 'access_lost', page: '/shops', find: eachShop(accessLost) },
  { kind: 'load_finished', page: '/', find: eachShop(loadFinished) },
  { kind: 'step_failing', page: '/sync', find: eachShop(stepFailing) },
  { kind: 'content_changes', page: '/events', find: contentChanges },
]

function eachShop(find: (view: ShopView, world: World) => readonly Finding[]): Rule['find'] {
  return world => world.shops.flatMap(view => find(view, world))
}

function keyExpires({ shop }: ShopView, { day }: World): Finding[] {
  const at = shop.keyExpiresAt
  if (!at || shop.status === 'auth_error') return []
  const left = dayNumber(moscowDay(at)) - dayNumber(day)
  const passed = WARNED_BEFORE.filter(days => left <= days).map(
    days => `key_expires:${shop.id}:${days}:${at}`,
  )
  const key = passed.pop()
  return key ? [{ key, also: passed, item: { shop: shop.name, at, days: Math.max(0, left) } }] : []
}

/** The loss is over when the shop works again, and not while it is only being tried. */
function accessLost({ shop }: ShopView, { told }: World): Finding[] {
  const key = `access_lost:${shop.id}`
  if (shop.status === 'active') told.forget(key)
  return shop.status === 'auth_error' ? [{ key, item: { shop: shop.name } }] : []
}

/** A load that ended long ago, before there were notifications, is no news. */
function loadFinished({ shop, firstLoad }: ShopView, { now }: World): Finding[] {
  if (!firstLoad || now - Date.parse(firstLoad.endedAt) > DAY_MS || shop.status === 'auth_error') return []
  const { failed } = firstLoad
  const item = { shop: shop.name, ...(failed.length > 0 ? { steps: failed.join() } : {}) }
  return [{ key: `load_finished:${shop.id}`, item }]
}

/** Between two successes a step fails once, however often it is tried. */
function stepFailing({ shop, datasets }: ShopView, { told }: World): Finding[] {
  // A shop without access is a matter of its own.
  if (shop.status === 'auth_error') return []
  return datasets.flatMap(({ word, succeededAt }) => {
    const failure = `${shop.id}:${word.step}:${succeededAt}`
    if (word.status !== 'failed' || told.since(`failing:${failure}`) < DAY_MS) return []
    const item = { shop: shop.name, step: word.step, ...(word.kind ? { kind: word.kind } : {}) }
    return [{ key: `step_failing:${failure}`, item }]
  })
}

/** Once a day, while no shop is loading, so that one digest holds the changes of a whole round. */
function contentChanges({ day, shops, told }: World): Finding[] {
  if (shops.some(({ shop }) => shop.status === 'syncing')) return []
  return shops.flatMap(({ shop, changes }) => {
    const fresh = changes.map(id => `event:${shop.id}:${id}`).filter(key => !told.has(key))
    if (fresh.length === 0) return []
    return [{ key: `content_changes:${day}`, also: fresh, item: { shop: shop.name, changes: fresh.length } }]
  })
}
