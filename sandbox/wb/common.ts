import { z } from 'zod'
import { DAY, dayString, startOfDay } from '../clock.ts'
import { comma } from '../money.ts'
import type { Handler, Routes } from './call.ts'
import { day, moscowZoned, ok, queryObject, read } from './call.ts'
import { problem } from './errors.ts'
import { rate } from './limits.ts'
import { ACC } from './tokens.ts'
import { boxOn } from './world/tariffs.ts'

/** GET /api/v1/seller-info. */
const sellerInfo: Handler = ({ shop: { profile } }) =>
  ok({ name: profile.title, sid: profile.sid, tin: '500100732259', tradeMark: profile.tradeMark })

/** GET /api/common/v1/subscriptions: whether there is a Jam subscription, for Service tokens only (wildberries.md 4.3). */
const subscriptions: Handler = ({ shop, claims }) => {
  if (claims.acc !== ACC.service)
    throw problem(403, 'token does not satisfy additional requirements', 's2s-common')
  if (!shop.jam) throw problem(403, 'no subscription', 's2s-common')
  const { now } = shop.world()
  return ok({
    state: 'active',
    activationSource: 'jam',
    level: 'advanced',
    since: moscowZoned(now - 100 * DAY),
    till: moscowZoned(now + 30 * DAY),
  })
}

const NAMES = ['Коледино', 'Казань', 'Минск'] as const

/** GET /api/v1/tariffs/box: numbers are texts with a decimal comma. */
const boxTariffs: Handler = ({ query, host, shop }) => {
  const { date } = read(z.object({ date: day }), queryObject(query), host)
  const { today } = shop.world()
  const { base, litre } = boxOn(date)
  const text = (kopecks: number) => comma(kopecks).replace(/,?0+$/, '')
  return ok({
    response: {
      data: {
        currency: 'RUB',
        dtNextBox: dayString(today + 3),
        dtTillMax: dayString(today + 10),
        warehouseList: NAMES.map((warehouseName, i) => ({
          boxDeliveryBase: text(base + i * 100),
          boxDeliveryCoefExpr: String(100 + i * 15),
          boxDeliveryLiter: text(litre + i * 100),
          boxDeliveryMarketplaceBase: `${40 + i},1`,
          boxDeliveryMarketplaceCoefExpr: String(90 + i * 10),
          boxDeliveryMarketplaceLiter: '11',
          boxStorageBase: i === 2 ? '-' : '0,14',
          boxStorageCoefExpr: i === 2 ? '-' : '115',
          boxStorageLiter: i === 2 ? '-' : '0,07',
          geoName: ['Центральный федеральный округ', 'Приволжский федеральный округ', 'Беларусь'][i] ?? '',
          warehouseName,
        })),
      },
    },
  })
}

/** GET /api/v1/tariffs/commission: every category of the marketplace, those that this shop does not sell in among them. */
const commission: Handler = ({ shop }) => {
  const strange = {
    subjectId: 6461,
    subject: 'Оборудование зуботехническое',
    parent: 'Техника',
    fbw: 15.5,
    fbs: 19,
  }
  return ok({
    report: [...shop.world().commissions(), strange].map(({ subjectId, subject, parent, fbw, fbs }) => ({
      kgvpBooking: fbw - 1,
      kgvpMarketplace: fbs,
      kgvpPickup: fbw - 1,
      kgvpSupplier: fbs - 3,
      kgvpSupplierExpress: 3,
      paidStorageKgvp: fbw,
      parentID: 657,
      parentName: parent,
      subjectID: subjectId,
      subjectName: subject,
    })),
  })
}

/** GET /api/tariffs/v1/acceptance/coefficients: two weeks by warehouse and box. */
const acceptance: Handler = ({ query, shop }) => {
  const asked = (query.get('warehouseIDs') ?? '').split(',').filter(Boolean).map(Number)
  const { today } = shop.world()
  const stores = [
    [507, 'Коледино'],
    [117_986, 'Казань'],
    [206_348, 'Минск'],
  ] as const
  return ok(
    stores
      .filter(([id]) => asked.length === 0 || asked.includes(id))
      .flatMap(([id, warehouseName]) =>
        Array.from({ length: 14 }, (_, i) => {
          const open = (today + i + id) % 3 !== 0
          return {
            date: new Date(startOfDay(today + i) + DAY / 8).toISOString().replace('.000', ''),
            coefficient: open ? (i % 4) * 1 : -1,
            warehouseID: id,
            warehouseName,
            allowUnload: open,
            boxTypeID: 2,
            storageCoef: open ? '115' : null,
            deliveryCoef: open ? '130' : null,
            deliveryBaseLiter: open ? '46.5' : null,
            deliveryAdditionalLiter: open ? '14.2' : null,
            storageBaseLiter: open ? '0.14' : null,
            storageAdditionalLiter: open ? '0.07' : null,
            isSortingCenter: false,
          }
        }),
      ),
  )
}

/** Endpoints of common-api; any category of a token opens them. */
export const COMMON: Routes = {
  'GET /api/v1/seller-info': { handler: sellerInfo, rate: rate(1, 60, 10), base: rate(1, 24 * 3600) },
  'GET /api/common/v1/subscriptions': { handler: subscriptions, rate: rate(1, 60, 10), base: null },
  'GET /api/v1/tariffs/box': { handler: boxTariffs, rate: rate(60, 60, 5), base: rate(1, 3600) },
  'GET /api/v1/tariffs/commission': { handler: commission, rate: rate(1, 60, 2), base: rate(5, 3600) },
  'GET /api/tariffs/v1/acceptance/coefficients': {
    handler: acceptance,
    rate: rate(6, 60, 6),
    base: rate(1, 3600),
  },
}
