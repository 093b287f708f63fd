import { z } from 'zod'
import { dayString, moscowDay } from '../clock.ts'
import { Parts } from '../http.ts'
import { roubles } from '../money.ts'
import type { Handler } from './call.ts'
import { instant, noContent, ok, queryObject, read } from './call.ts'
import { remainsRefusal } from './errors.ts'
import { askedOf, orderTask } from './tasks.ts'
import { litresOn } from './world/cards.ts'
import type { WbWorld } from './world/index.ts'
import type { StorageRow } from './world/storage.ts'

const request = z.object({ dateFrom: instant, dateTo: instant })
/** Days of one report, both ends included. */
const MOST = 8

/** GET /api/v1/paid_storage: orders a report over so many days. */
export const orderStorage: Handler = call => {
  const asked = read(request, queryObject(call.query), call.host)
  const days = { from: moscowDay(asked.dateFrom), to: moscowDay(asked.dateTo) }
  if (days.to < days.from || days.to - days.from >= MOST)
    throw remainsRefusal(400, `the period must be 1 to ${MOST} days`)
  return orderTask(call, days)
}

const rowOf = ({ day, originalDay, card, size, ...row }: StorageRow) => ({
  date: dayString(day),
  logWarehouseCoef: 0,
  officeId: 0,
  warehouse: row.warehouse,
  warehouseCoef: 1.7,
  giId: row.supply,
  chrtId: size.chrtId,
  size: size.techSize,
  barcode: size.barcodes[0] ?? '',
  subject: card.subject,
  brand: card.brand,
  vendorCode: card.vendorCode,
  nmId: card.nmId,
  volume: litresOn(card, originalDay),
  calcType: row.kind,
  warehousePrice: roubles(row.price),
  barcodesCount: row.pieces,
  palletPlaceCode: 0,
  palletCount: 0,
  originalDate: dayString(originalDay),
  loyaltyDiscount: row.price < 0 ? roubles(-row.price) : 0,
  tariffFixDate: dayString(originalDay - 30),
  tariffLowerDate: dayString(originalDay + 30),
})

/** The rows of a report as JSON, a day at a time. */
function* written(world: WbWorld, from: number, to: number): Generator<Buffer> {
  let before = '['
  for (let day = from; day <= to; day++) {
    const texts = world.storage(day).map(row => JSON.stringify(rowOf(row)))
    if (texts.length === 0) continue
    yield Buffer.from(before + texts.join())
    before = ','
  }
  yield Buffer.from(']')
}

/** GET …/tasks/{id}/download: 204 if there is nothing. */
export const storageFile: Handler = call => {
  const { from, to } = askedOf(call) as { from: number; to: number }
  const world = call.shop.world()
  const days = Array.from({ length: to - from + 1 }, (_, i) => from + i)
  if (days.every(day => world.storage(day).length === 0)) return noContent
  return ok(new Parts(written(world, from, to)))
}
