import { randomUUID } from 'node:crypto'
import type { output } from 'zod'
import type { Api, EventName, Events } from '#contract/api.ts'
import type { Host, Surroundings } from '#contract/host.ts'
import type { Client, Handlers } from '#contract/rpc.ts'
import type { KeyCheck } from '#contract/shop.ts'
import type { Progress } from '#contract/sync.ts'
import type { Day } from '../../loaders/core/time.ts'
import { moscowDay } from '../../loaders/core/time.ts'
import { allTables, marketplaceOf } from '../../loaders/index.ts'
import { eventFeed } from './analytics/events.ts'
import { overview } from './analytics/overview.ts'
import { readSpans } from './analytics/spans.ts'
import { today } from './analytics/today.ts'
import { VIEWS } from './analytics/views.ts'
import { diagnostics } from './diagnostics.ts'
import { marketplaces } from './marketplaces.ts'
import { type EngineOptions, ORDINARY } from './options.ts'
import { runRecords } from './run-records.ts'
import { readBackground, settings } from './settings.ts'
import { shopOf, shops } from './shops.ts'
import { STATUS_FOLLOWS, statusOf } from './status.ts'
import { coverage, tableStates } from './store/coverage.ts'
import type { PlainRow } from './store/duck.ts'
import { inspect } from './store/inspect.ts'
import { openStores } from './store/open.ts'
import { forgetOld } from './store/remove.ts'
import { listShops, readSetting, type ShopRow, updateShop, writeSetting } from './store/shops.ts'
import { syncs } from './syncs.ts'

export type Tell = <K extends EventName>(event: K, payload: output<Events[K]>) => void

export interface TableState {
  readonly table: string
  readonly rows: number
  readonly from: Day | null
  readonly to: Day | null
}

/** The engine: one object in the worker of the app, under the command line and in tests. It speaks codes, no language, and knows no Electron. */
export interface Engine {
  readonly handlers: Handlers<Api>
  /** What only the host may tell. */
  readonly surroundings: Handlers<Surroundings>
  readonly readOnly: boolean
  /** Takes up what was cut off when the process went away. */
  resume(): void
  /** Resolves when the run of a shop has ended. */
  ended(shopId: number): Promise<Progress>
  /** Rows of a read-only question over the tables of both databases. Throws `bad_query`. */
  query(sql: string): AsyncIterable<PlainRow>
  /** Every fact and dim table with what it holds. */
  tables(): Promise<readonly TableState[]>
  /** Faults that the databases find in themselves; none when all is well. */
  inspect(): Promise<readonly string[]>
  /** Ids of a shop's steps in the order in which a person sees them. Throws `no_shop`. */
  stepsOf(shopId: number): readonly string[]
  /** Asks the marketplace about the stored keys of a shop. */
  checkShop(shopId: number): Promise<KeyCheck>
  close(): Promise<void>
}

/**
 * Opens the data folder and everything that works on it. Throws KindError `data_in_use`, `data_unreadable`, `data_newer` or `migration_failed`.
 * `host` is asked for keys; `say` is told what a window may hear; `now` is the clock, ms since epoch.
 */
export async function createEngine(
  options: EngineOptions,
  host: Client<Host>,
  say: Tell,
  now: () => number = Date.now,
): Promise<Engine> {
  const stores = await openStores({
    dataDir: options.dataDir,
    migrationsDir: options.migrationsDir,
    tables: allTables,
    now,
  })
  const { dims, facts, readOnly } = stores
  if (!readOnly) await facts.alone(async connection => void (await connection.run(VIEWS)))
  const vault = vaultOf()
  const tell: Tell = (event, payload) => {
    say(event, payload)
    if (STATUS_FOLLOWS.has(event)) status.touch()
  }
  const network = marketplaces({ stores, host, vault, hosts: options.hosts, pace: options.pace, now })

  const running = syncs({
    runs: runRecords(dims),
    steps: shop => marketplaceOf(shop.marketplace).steps,
    aside: shop => marketplaceOf(shop.marketplace).aside,
    shop: shopId => shopOf(stores, shopId),
    changeShop(shopId, change) {
      updateShop(dims, shopId, change)
      tell('shop.changed', { shopId })
    },
    prepare: network.prepare,
    tell: progress => tell('sync.progress', progress),
    told: (shopId, changed) => tell('data.changed', { shopId, tables: [...changed] }),
    now,
  })
  if (!readOnly) {
    running.mark()
    await forgetOld(stores, moscowDay(now()))
  }
  for (const notice of stores.notices) tell('app.notice', notice)
  if (readOnly) tell('app.notice', { word: 'data_newer', details: {} })

  const shopIds = (asked: readonly number[] | null) => asked ?? listShops(dims).map(shop => shop.id)
  const asked = (shop: ShopRow) => ({ id: shop.id, figures: marketplaceOf(shop.marketplace).figures })
  const status = statusOf({
    now,
    shops: () => listShops(dims),
    held: () => readBackground(dims).held,
    today: () => today(facts, moscowDay(now()), listShops(dims).map(asked)),
    tell: word => tell('status.changed', word),
  })
  const handlers: Handlers<Api> = {
    ...shops({
      stores,
      host,
      vault,
      check: network.check,
      drop: running.drop,
      changed: shopId => tell('shop.changed', { shopId }),
    }),
    ...running.handlers,
    ...settings(dims, background => tell('background.changed', background)),
    'sync.now': async ({ shopIds: asked }) => {
      for (const shopId of shopIds(asked))
        if (shopOf(stores, shopId).status === 'active') await running.handlers['sync.start']({ shopId })
    },
    ...status.handlers,
    'overview.get': async query => {
      const about = shopIds(query.shopIds).map(id => asked(shopOf(stores, id)))
      return overview(facts, await readSpans(facts), query, about)
    },
    'events.list': async query => eventFeed(dims, query),
    'coverage.get': async ({ shopIds: asked }) => {
      const covered = shopIds(asked).map(shopId =>
        coverage(stores, shopId, marketplaceOf(shopOf(stores, shopId).marketplace).steps),
      )
      return (await Promise.all(covered)).flat()
    },
  }

  function vaultOf(): string {
    const known = readSetting(dims, 'vault')
    if (typeof known === 'string') return known
    const fresh = randomUUID()
    if (!readOnly) writeSetting(dims, 'vault', fresh)
    return fresh
  }

  let conditions = options.conditions ?? ORDINARY
  const surroundings: Handlers<Surroundings> = {
    'conditions.tell': async ({ woke: _, ...change }) => {
      conditions = { ...conditions, ...change }
    },
    'diagnostics.make': about =>
      diagnostics(
        { stores, handlers, tables: () => tableStates(stores, allTables), inspect: () => inspect(stores) },
        about,
      ),
  }

  return {
    handlers,
    surroundings,
    readOnly,
    resume() {
      if (!readOnly) running.resume(listShops(dims))
    },
    ended: running.ended,
    async *query(sql) {
      for await (const batch of stores.query(sql)) yield* batch
    },
    tables: () => tableStates(stores, allTables),
    inspect: () => inspect(stores),
    stepsOf: shopId => marketplaceOf(shopOf(stores, shopId).marketplace).steps.map(step => step.id),
    checkShop: shopId => network.checkShop(shopOf(stores, shopId)),
    async close() {
      status.close()
      await running.close()
      await network.close()
      await facts.checkpoint()
      await stores.close()
    },
  }
}
