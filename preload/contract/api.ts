import { z } from 'zod'
import { EventFeed, EventsQuery } from './events.ts'
import { HELP, type HelpTopic } from './marketplaces/index.ts'
import { Coverage, Overview, OverviewQuery } from './overview.ts'
import { ShopIds } from './query.ts'
import { method, reading } from './rpc.ts'
import {
  AppNotification,
  AppStatus,
  Background,
  BackgroundChange,
  Dataset,
  KeptAnswer,
  LogLine,
  RunSummary,
} from './schedule.ts'
import { KeyCheck, Keys, Marketplace, Notice, Orphan, RenewedKeys, Shop } from './shop.ts'
import { Progress } from './sync.ts'

const ShopId = z.object({ shopId: z.int() })
const Name = z.string().trim().min(1).max(100)

/** How the app looks and speaks; `null` follows the system. */
export const Settings = z.object({
  language: z.enum(['ru', 'en']).nullable(),
  colorScheme: z.enum(['light', 'dark', 'auto']),
})
export type Settings = z.infer<typeof Settings>

/** What a window may ask the engine. One line here is a method; a method that is not here does not exist. */
export const api = {
  'shop.list': reading(z.void(), z.array(Shop)),
  'shop.check': method(z.object({ keys: Keys }), KeyCheck),
  'shop.add': method(z.object({ name: Name, keys: Keys }), Shop),
  'shop.addDemo': method(z.object({ marketplace: Marketplace }).default({ marketplace: 'ozon' }), Shop),
  'shop.rename': method(z.object({ shopId: z.int(), name: Name }), Shop),
  /** What a shop would have with new keys, those included that it keeps. */
  'shop.checkKeys': method(z.object({ shopId: z.int(), keys: RenewedKeys }), KeyCheck),
  'shop.updateKeys': method(z.object({ shopId: z.int(), keys: RenewedKeys }), Shop),
  'shop.remove': method(z.object({ shopId: z.int(), name: z.string().max(200) }), z.void()),
  /** Facts of cabinets that are not in the list of shops: connecting the cabinet takes them over. */
  'shop.orphans': reading(z.void(), z.array(Orphan)),
  'shop.removeOrphan': method(ShopId, z.void()),
  'sync.start': method(
    z.object({ shopId: z.int(), steps: z.array(z.string().max(100)).max(100).optional() }),
    Progress,
  ),
  'sync.pause': method(ShopId, Progress),
  'sync.resume': method(ShopId, Progress),
  'sync.status': reading(ShopId, Progress.nullable()),
  /** Everything of these shops, or of all, that does not run already; shops without access or that a person paused are left alone. */
  'sync.now': method(z.object({ shopIds: ShopIds.nullable() }), z.void()),
  /** Every dataset of these shops, or of all: how fresh it is and what happens next. */
  'sync.board': reading(z.object({ shopIds: ShopIds.nullable() }), z.array(Dataset)),
  /** Newest first; `before` leaves out that run and those after it. */
  'runs.list': reading(
    z.object({
      shopIds: ShopIds.nullable(),
      limit: z.int().min(1).max(200),
      before: z.int().nullable(),
    }),
    z.array(RunSummary),
  ),
  'runs.evidence': reading(z.object({ runId: z.int() }), z.array(KeptAnswer)),
  /** The last lines of the log, oldest first. */
  'log.list': reading(z.object({ limit: z.int().min(1).max(1000) }), z.array(LogLine)),
  'overview.get': reading(OverviewQuery, Overview),
  'events.list': reading(EventsQuery, EventFeed),
  'coverage.get': reading(z.object({ shopIds: ShopIds.nullable() }), z.array(Coverage)),
  /** Opens the data folder now, where it could not be opened before; an open one stays as it is. */
  'engine.start': method(z.void(), z.void()),
  'status.get': reading(z.void(), AppStatus),
  'settings.get': reading(z.void(), Settings),
  'settings.set': method(Settings.partial(), Settings),
  'background.get': reading(z.void(), Background),
  'background.set': method(BackgroundChange, Background),
}
export type Api = typeof api

/** What a window may ask the main process itself. */
export const shell = {
  'app.info': reading(
    z.void(),
    z.object({ version: z.string(), systemLanguage: z.string(), readOnly: z.boolean() }),
  ),
  'app.openHelp': method(z.object({ topic: z.enum(Object.keys(HELP) as HelpTopic[]) }), z.void()),
  /** Puts a text on the clipboard, which a page may not touch itself. */
  'app.copy': method(z.object({ text: z.string().max(200_000) }), z.void()),
  'app.openDataFolder': method(z.void(), z.void()),
  /** Asks the person where to, and writes the zip there in their language; `saved` is false when they thought better of it. */
  'app.saveDiagnostics': method(
    z.object({ language: z.enum(['ru', 'en']) }),
    z.object({ saved: z.boolean() }),
  ),
}
export type Shell = typeof shell

/** What a window is told. */
export const events = {
  'sync.progress': Progress,
  'shop.changed': z.object({ shopId: z.int() }),
  /** Pages that show one of `tables` ask again. */
  'data.changed': z.object({ shopId: z.int(), tables: z.array(z.string()) }),
  'app.notice': Notice,
  /** Lines written since the last word; a few words a second at most. */
  'log.line': z.array(LogLine),
  'status.changed': AppStatus,
  'background.changed': Background,
  /** Heard by the host alone, which has a voice outside of the window. */
  'app.notify': AppNotification,
}
export type Events = typeof events
export type EventName = keyof Events
