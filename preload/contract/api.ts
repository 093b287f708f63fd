import { z } from 'zod'
import { AdMoney, AdMoneyQuery, ChargeMove, ChargeTypes, ChargeTypesQuery } from './charges.ts'
import { EventFeed, EventsQuery } from './events.ts'
import { OlderHistory } from './history.ts'
import { HELP, type HelpTopic } from './marketplaces/index.ts'
import { Coverage, Overview, OverviewQuery } from './overview.ts'
import { ShopIds } from './query.ts'
import { MeasureInfo, Report, ReportQuery } from './report.ts'
import { method, reading } from './rpc.ts'
import {
  AppNotification,
  AppStatus,
  Background,
  BackgroundChange,
  Dataset,
  LogLine,
  RunResponse,
  RunSummary,
} from './schedule.ts'
import { KeyCheck, Keys, Marketplace, Notice, Orphan, RenewedKeys, Shop } from './shop.ts'
import { Progress } from './sync.ts'

const ShopId = z.object({ shopId: z.int() })
const Name = z.string().trim().min(1).max(100)

/** Appearance and language; `null` follows the system. */
export const Settings = z.object({
  language: z.enum(['ru', 'en']).nullable(),
  colorScheme: z.enum(['light', 'dark', 'auto']),
})
export type Settings = z.infer<typeof Settings>

/** Methods of the engine that a window may call. One line here is a method; methods that are not here do not exist. */
export const api = {
  'shop.list': reading(z.void(), z.array(Shop)),
  'shop.check': method(z.object({ keys: Keys }), KeyCheck),
  'shop.add': method(z.object({ name: Name, keys: Keys }), Shop),
  'shop.addDemo': method(z.object({ marketplace: Marketplace }).default({ marketplace: 'ozon' }), Shop),
  'shop.rename': method(z.object({ shopId: z.int(), name: Name }), Shop),
  /** Checks new keys of a connected shop together with the stored ones that it keeps. */
  'shop.checkKeys': method(z.object({ shopId: z.int(), keys: RenewedKeys }), KeyCheck),
  'shop.updateKeys': method(z.object({ shopId: z.int(), keys: RenewedKeys }), Shop),
  'shop.remove': method(z.object({ shopId: z.int(), name: z.string().max(200) }), z.void()),
  /** Facts of cabinets without a shop: connecting the cabinet adopts them. */
  'shop.orphans': reading(z.void(), z.array(Orphan)),
  'shop.removeOrphan': method(ShopId, z.void()),
  'sync.start': method(
    z.object({ shopId: z.int(), steps: z.array(z.string().max(100)).max(100).optional() }),
    Progress,
  ),
  'sync.pause': method(ShopId, Progress),
  'sync.resume': method(ShopId, Progress),
  'sync.status': reading(ShopId, Progress.nullable()),
  /** Starts all steps of these shops, or of all, that do not run already; shops without access or paused by the user are skipped. */
  'sync.now': method(z.object({ shopIds: ShopIds.nullable() }), z.void()),
  /** Every dataset of these shops, or of all: its freshness and its next run. */
  'sync.datasets': reading(z.object({ shopIds: ShopIds.nullable() }), z.array(Dataset)),
  /** How far the history before the first load is read, of every shop that has any. */
  'history.list': reading(z.void(), z.array(OlderHistory)),
  /** Newest first; with `before`, only runs older than it. */
  'runs.list': reading(
    z.object({
      shopIds: ShopIds.nullable(),
      limit: z.int().min(1).max(200),
      before: z.int().nullable(),
    }),
    z.array(RunSummary),
  ),
  'runs.responses': reading(z.object({ runId: z.int() }), z.array(RunResponse)),
  /** The newest lines of the log, oldest first. */
  'log.list': reading(z.object({ limit: z.int().min(1).max(1000) }), z.array(LogLine)),
  'overview.get': reading(OverviewQuery, Overview),
  /** Measures by what they can be cut by. Throws `no_such_cut`, `uneven_periods` or `too_many_rows`. */
  'report.ask': reading(ReportQuery, Report),
  /** What each measure is. */
  'report.measures': reading(z.void(), z.array(MeasureInfo)),
  /** Types of charges in the books of these shops, or of all. */
  'charges.types': reading(ChargeTypesQuery, ChargeTypes),
  /** Advertising in the books beside that of the campaigns, by shop and month, newest first. */
  'charges.advertising': reading(AdMoneyQuery, z.array(AdMoney)),
  /** Moves a type to another line of profit and loss, in all shops of the marketplace. Throws `bad_input` for a type that does not occur or cannot be moved. */
  'charges.move': method(ChargeMove, z.void()),
  'events.list': reading(EventsQuery, EventFeed),
  'coverage.get': reading(z.object({ shopIds: ShopIds.nullable() }), z.array(Coverage)),
  /** Opens the data folder now if an earlier try failed; no effect if it is open. */
  'engine.start': method(z.void(), z.void()),
  'status.get': reading(z.void(), AppStatus),
  'settings.get': reading(z.void(), Settings),
  'settings.set': method(Settings.partial(), Settings),
  'background.get': reading(z.void(), Background),
  'background.set': method(BackgroundChange, Background),
}
export type Api = typeof api

/** Methods that the main process answers itself. */
export const shell = {
  'app.info': reading(
    z.void(),
    z.object({ version: z.string(), systemLanguage: z.string(), readOnly: z.boolean() }),
  ),
  'app.openHelp': method(z.object({ topic: z.enum(Object.keys(HELP) as HelpTopic[]) }), z.void()),
  /** Copies text to the clipboard, which a page may not access. */
  'app.copy': method(z.object({ text: z.string().max(200_000) }), z.void()),
  'app.openDataFolder': method(z.void(), z.void()),
  /** Asks where to save the zip and writes it in the user's language; `saved` is false if the dialog was cancelled. */
  'app.saveDiagnostics': method(
    z.object({ language: z.enum(['ru', 'en']) }),
    z.object({ saved: z.boolean() }),
  ),
}
export type Shell = typeof shell

/** Events that a window receives. */
export const events = {
  'sync.progress': Progress,
  /** Older history of a shop was read, or its reading began or ended. */
  'history.changed': z.object({ shopId: z.int() }),
  'shop.changed': z.object({ shopId: z.int() }),
  /** Pages that show one of `tables` ask again. */
  'data.changed': z.object({ shopId: z.int(), tables: z.array(z.string()) }),
  /** Pictures were fetched: those that were missing may be there now. */
  'pictures.changed': z.object({ count: z.int() }),
  'app.notice': Notice,
  /** Lines written since the last event; at most a few events a second. */
  'log.line': z.array(LogLine),
  'status.changed': AppStatus,
  'background.changed': Background,
  /** For the main process only, which shows it as a system notification. */
  'app.notify': AppNotification,
}
export type Events = typeof events
export type EventName = keyof Events
