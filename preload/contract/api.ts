import { z } from 'zod'
import { Coverage, Overview, OverviewQuery } from './overview.ts'
import { method } from './rpc.ts'
import { KeyCheck, Keys, Marketplace, Notice, Shop } from './shop.ts'
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
  'shop.list': method(z.void(), z.array(Shop)),
  'shop.check': method(z.object({ keys: Keys }), KeyCheck),
  'shop.add': method(z.object({ name: Name, keys: Keys }), Shop),
  'shop.addDemo': method(z.object({ marketplace: Marketplace }).default({ marketplace: 'ozon' }), Shop),
  'shop.rename': method(z.object({ shopId: z.int(), name: Name }), Shop),
  'shop.updateKeys': method(z.object({ shopId: z.int(), keys: Keys }), Shop),
  'shop.remove': method(z.object({ shopId: z.int(), name: z.string() }), z.void()),
  'sync.start': method(z.object({ shopId: z.int(), steps: z.array(z.string()).optional() }), Progress),
  'sync.pause': method(ShopId, Progress),
  'sync.resume': method(ShopId, Progress),
  'sync.status': method(ShopId, Progress.nullable()),
  'overview.get': method(OverviewQuery, Overview),
  'coverage.get': method(z.object({ shopIds: z.array(z.int()).nullable() }), z.array(Coverage)),
  'settings.get': method(z.void(), Settings),
  'settings.set': method(Settings.partial(), Settings),
}
export type Api = typeof api

/** What a window may ask the main process itself. */
export const shell = {
  'app.info': method(
    z.void(),
    z.object({ version: z.string(), systemLanguage: z.string(), readOnly: z.boolean() }),
  ),
  'app.openHelp': method(
    z.object({ topic: z.enum(['ozon-seller-keys', 'ozon-performance-keys', 'wb-token']) }),
    z.void(),
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
}
export type Events = typeof events
export type EventName = keyof Events
