import { join } from 'node:path'
import type { output } from 'zod'
import type { Api, EventName, Events } from '#contract/api.ts'
import type { Host, Surroundings } from '#contract/host.ts'
import type { Client, Handlers } from '#contract/rpc.ts'
import type { KeyCheck, Marketplace } from '#contract/shop.ts'
import type { Progress, StepProgress } from '#contract/sync.ts'
import { allTables, marketplaceOf } from '../../loaders/index.ts'
import { askedOf } from './analytics/asked.ts'
import { charges } from './analytics/charges.ts'
import { analytics } from './analytics/handlers.ts'
import { today } from './analytics/today.ts'
import { VIEWS } from './analytics/views.ts'
import { engineClock } from './clock.ts'
import { diagnostics } from './diagnostics/archive.ts'
import { openLog } from './diagnostics/log.ts'
import { taskFailures } from './diagnostics/task-failures.ts'
import { HOUSEKEEPING_MS, housekeeping } from './housekeeping.ts'
import { idleRelease } from './memory/idle-release.ts'
import { setV8Flags } from './memory/v8-flags.ts'
import { notifications } from './notify/notify.ts'
import { type EngineOptions, ORDINARY } from './options.ts'
import { pictures } from './pictures/pictures.ts'
import { wantedPictures } from './pictures/wanted.ts'
import { type CronStarter, startCron } from './schedule/cron.ts'
import { datasets } from './schedule/datasets.ts'
import { openOlderTurns, openSchedule } from './schedule/open.ts'
import { readBackground, settings } from './settings.ts'
import { isVain } from './shops/freshness.ts'
import { marketplaceSessions } from './shops/sessions.ts'
import { shopOf, shops } from './shops/shops.ts'
import { vaultOf } from './shops/vault.ts'
import { STATUS_FOLLOWS, statusOf } from './status.ts'
import type { PlainRow } from './store/duckdb/connection.ts'
import type { QueryLimits } from './store/duckdb/query.ts'
import { openStores, type Stores } from './store/opening/open.ts'
import { owesRecheck, rechecked } from './store/opening/stamp.ts'
import { type TableState, tableStates } from './store/queries/coverage.ts'
import { inspect } from './store/queries/inspect.ts'
import { datasetsOf } from './store/records/datasets.ts'
import { areIdle, findShop, listShops, updateShop } from './store/records/shops.ts'
import { runHistory } from './sync/history.ts'
import { runRecords } from './sync/records.ts'
import { syncRuns } from './sync/runs.ts'
import { openTasks } from './tasks/tasks.ts'
import { writeBehind } from './tasks/write-behind.ts'

export type Emit = <K extends EventName>(event: K, payload: output<Events[K]>) => void

/** The engine: one object in the worker of the app, under the command line and in tests. It speaks codes, no language, and knows no Electron. */
export interface Engine {
  readonly handlers: Handlers<Api>
  /** Methods that only the host process may call. */
  readonly surroundings: Handlers<Surroundings>
  readonly readOnly: boolean
  /** Resumes runs that the end of the last process interrupted. */
  resume(): void
  /** Starts the scheduler until the engine closes; `ticks` replaces node-cron in tests. */
  watch(ticks?: CronStarter): void
  /** Resolves when the run of a shop has ended. */
  ended(shopId: number): Promise<Progress>
  /** The last state of each step of a shop that was ever tried. Throws `no_shop`. */
  lastWords(shopId: number): readonly StepProgress[]
  /** Streams the rows of a read-only query over both databases. Throws as `startQuery` of store/duckdb/query.ts does. */
  query(sql: string, limits?: Partial<QueryLimits>): AsyncIterable<readonly PlainRow[]>
  /** Row count and day range of every table of these marketplaces, or of all. */
  tables(marketplaces?: readonly Marketplace[]): Promise<readonly TableState[]>
  /** Integrity errors of both databases; empty if none. */
  inspect(): Promise<readonly string[]>
  /** Ids of a shop's steps, in the order in which they are shown. Throws `no_shop`. */
  stepsOf(shopId: number): readonly string[]
  /** Checks the stored keys of a shop. */
  checkShop(shopId: number): Promise<KeyCheck>
  close(): Promise<void>
}

/** Opens the data folder; `host` gives keys, `send` takes events for windows, `now` is ms since epoch. Throws as `openStores` does, with nothing left open. */
export async function createEngine(
  options: EngineOptions,
  host: Client<Host>,
  send: Emit,
  now: () => number = Date.now,
): Promise<Engine> {
  setV8Flags()
  const stores = await openStores({ ...options, tables: allTables, now })
  try {
    return await engineOver(stores, options, host, send, now)
  } catch (error) {
    // Open locks would block the next attempt.
    await stores.close()
    throw error
  }
}

async function engineOver(
  stores: Stores,
  options: EngineOptions,
  host: Client<Host>,
  send: Emit,
  now: () => number,
): Promise<Engine> {
  const { dims, facts, readOnly } = stores
  if (!readOnly) await facts.exclusive(async connection => void (await connection.run(VIEWS)))
  const vault = vaultOf(dims, readOnly)
  const emit: Emit = (event, payload) => {
    send(event, payload)
    if (STATUS_FOLLOWS.has(event)) status.touch()
    if (event === 'shop.changed' && !readOnly) news.touch()
    if (event === 'shop.changed') schedules.changed()
    if (event === 'shop.changed' && watching) tasks.start('pictures', gallery.fill)
    if (event === 'background.changed') schedules.backgroundChanged()
    if (event === 'shop.changed' || event === 'background.changed') turns.look()
    rest.touch()
  }
  const conditions = options.conditions ?? ORDINARY
  let { windowOpen } = conditions
  const tasks = openTasks((task, error) => failed(task, error))
  let watching = false
  const nothingLoads = () => !running.older.isRunning() && areIdle(dims)
  const gallery = pictures({
    dataDir: options.dataDir,
    wanted: () => wantedPictures(dims, host, options.hosts),
    idle: nothingLoads,
    changed: count => emit('pictures.changed', { count }),
    now,
  })
  const rest = idleRelease({
    tasks,
    idle: () => !windowOpen && nothingLoads(),
    release: facts.suspend,
  })
  const log = openLog(
    readOnly ? null : join(options.dataDir, 'logs'),
    lines => emit('log.line', lines),
    now,
    tasks,
  )
  const failed = taskFailures(log.log, notice => emit('app.notice', notice), now)
  const clock = engineClock(dims, { readOnly, now, tasks, log: log.log }, notice =>
    emit('app.notice', notice),
  )
  const network = marketplaceSessions({
    ...options,
    stores,
    host,
    vault,
    failed,
    clock,
    now,
  })

  const running = syncRuns({
    runs: runRecords(dims),
    steps: shop => marketplaceOf(shop.marketplace).steps,
    older: shop => marketplaceOf(shop.marketplace).older,
    optionalHosts: shop => marketplaceOf(shop.marketplace).optionalHosts,
    shop: shopId => shopOf(stores, shopId),
    exists: shopId => findShop(dims, shopId) !== null,
    changeShop(shopId, change) {
      updateShop(dims, shopId, change)
      emit('shop.changed', { shopId })
    },
    prepare: network.prepare,
    check: network.checkShop,
    emitProgress: progress => emit('sync.progress', progress),
    emitOlder: shopId => emit('history.changed', { shopId }),
    emitDataChanged: (shopId, changed) => emit('data.changed', { shopId, tables: [...changed] }),
    mayStart: shopId => schedules.mayStart(shopId),
    tasks,
    writes: writeBehind(tasks),
    log: log.log,
    now,
  })
  const schedules = openSchedule({ dims, readOnly, runs: running.runs, conditions, tasks, log: log.log, now })
  running.onEnd(schedules.ended)
  const turns = openOlderTurns(dims, running, schedules, tasks, options.restMs)
  if (!readOnly) {
    running.mark()
    if (owesRecheck(dims)) {
      for (const shop of listShops(dims)) running.scheduleRecheck(shop)
      rechecked(dims)
    }
    const tidy = housekeeping(stores, clock, now)
    running.onEnd(() => tasks.start('housekeeping', tidy))
    tasks.every(HOUSEKEEPING_MS, 'housekeeping', tidy)
  }
  log.log('info', 'engine_started')
  for (const notice of stores.notices) {
    log.log('warn', 'notice', { details: { notice: notice.word, ...notice.details } })
    emit('app.notice', notice)
  }
  if (readOnly) emit('app.notice', { word: 'data_newer', details: {} })

  const stepsFor = (shopId: number) => marketplaceOf(shopOf(stores, shopId).marketplace).steps
  const shopIds = (asked: readonly number[] | null) => asked ?? listShops(dims).map(shop => shop.id)
  const status = statusOf({
    tasks,
    now,
    shops: () => listShops(dims),
    paused: () => readBackground(dims).paused,
    lateSince(shop) {
      const { step } = marketplaceOf(shop.marketplace).figures.orders
      const orders = datasetsOf(dims, shop.id).find(({ word }) => word.step === step)
      return orders && isVain(orders.word) ? orders.succeededAt : null
    },
    today: () => today(facts, now(), listShops(dims).map(askedOf)),
    emit: word => emit('status.changed', word),
  })
  const news = notifications({
    dims,
    tasks,
    now,
    background: () => readBackground(dims),
    emit: notification => emit('app.notify', notification),
  })
  const handlers: Handlers<Api> = {
    ...shops({
      stores,
      host,
      vault,
      check: network.check,
      whileStopped: running.whileStopped,
      changed: shopId => emit('shop.changed', { shopId }),
    }),
    ...running.handlers,
    ...settings(dims, background => emit('background.changed', background)),
    'sync.now': async ({ shopIds: asked }) => schedules.all(asked),
    'engine.start': async () => {},
    ...status.handlers,
    ...runHistory(dims, shopIds),
    'history.list': async () => turns.list(),
    ...datasets({
      dims,
      shopIds,
      shop: shopId => shopOf(stores, shopId),
      steps: stepsFor,
      turnOf: schedules.status,
      loading: running.loading,
    }),
    'log.list': async ({ limit }) => [...log.last(limit)],
    ...charges(stores, emit, now),
    ...analytics({ stores, shopIds, now }),
  }

  const surroundings: Handlers<Surroundings> = {
    'conditions.tell': async change => {
      windowOpen = change.windowOpen ?? windowOpen
      rest.touch()
      schedules.conditionsChanged(change)
      turns.look()
    },
    'word.first': async ({ word }) => news.firstTime(word),
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
      if (readOnly) return
      running.resume(listShops(dims))
      news.touch()
    },
    ended: running.ended,
    lastWords: running.lastWords,
    query: (sql, limits) => stores.query(sql, limits),
    tables: marketplaces =>
      tableStates(stores, marketplaces?.flatMap(name => marketplaceOf(name).tables) ?? allTables),
    inspect: () => inspect(stores),
    stepsOf: shopId => stepsFor(shopId).map(step => step.id),
    checkShop: shopId => network.checkShop(shopOf(stores, shopId)),
    watch(ticks = startCron) {
      if (readOnly) return
      watching = true
      schedules.start(ticks)
      turns.start()
      tasks.start('pictures', gallery.fill)
    },
    async close() {
      schedules.close()
      const quiet = tasks.close()
      await stores.idleWork.stop()
      await running.close()
      await gallery.close()
      await network.close()
      await quiet
      log.log('info', 'engine_stopped')
      log.close()
      await facts.checkpoint()
      await stores.close()
    },
  }
}
