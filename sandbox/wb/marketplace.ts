import { z } from 'zod'
import type { Handler, Routes } from './call.ts'
import { ok, read } from './call.ts'
import { WbRefusal } from './errors.ts'
import { rate } from './limits.ts'
import { OFFICES, OWN_STORES } from './world/places.ts'

/** GET /api/v3/warehouses: the seller's own warehouses; none for a seller who uses WB's only. */
const warehouses: Handler = ({ shop }) =>
  ok(
    (shop.profile.fbs ? OWN_STORES : []).map(store => ({
      name: store.name,
      officeId: store.office,
      id: store.id,
      cargoType: store.cargoType,
      deliveryType: store.deliveryType,
      isDeleting: false,
      isProcessing: false,
    })),
  )

/** GET /api/v3/offices. */
const offices: Handler = ({ shop }) =>
  ok(
    OFFICES.map(office => ({
      address: office.address,
      name: office.name,
      city: office.city,
      id: office.id,
      longitude: office.longitude,
      latitude: office.latitude,
      cargoType: 1,
      deliveryType: 1,
      federalDistrict: office.district,
      selected: shop.profile.fbs && OWN_STORES.some(store => store.office === office.id),
    })),
  )

/** POST /api/v3/stocks/{warehouseId} by chrtIds; barcodes are refused, a foreign warehouse is 404 (wildberries.md 7). */
const stocks: Handler = ({ shop, part, body, host }) => {
  if (body && typeof body === 'object' && 'skus' in body)
    throw new WbRefusal({
      status: 400,
      body: { code: 'SKUUploadDisabled', message: 'Используйте chrtIds', data: null },
    })
  const { chrtIds } = read(z.object({ chrtIds: z.array(z.number().int()).min(1).max(1000) }), body, host)
  if (!shop.profile.fbs || !OWN_STORES.some(store => store.id === Number(part)))
    throw new WbRefusal({ status: 404, body: { code: 'NotFound', message: 'Не найдено', data: null } })
  const wanted = new Set(chrtIds)
  return ok({
    stocks: shop
      .world()
      .ownStocks()
      .filter(row => row.store.id === Number(part) && wanted.has(row.size.chrtId))
      .map(row => ({ chrtId: row.size.chrtId, amount: row.quantity })),
  })
}

const limit = rate(300, 60, 20)
const base = rate(150, 60, 20)
/** Endpoints of marketplace-api: one limit for warehouses, one for stock. */
export const MARKETPLACE: Routes = {
  'GET /api/v3/warehouses': { handler: warehouses, rate: limit, base, bucket: 'warehouses' },
  'GET /api/v3/offices': { handler: offices, rate: limit, base, bucket: 'warehouses' },
  'POST /api/v3/stocks/*': { handler: stocks, rate: limit, base, bucket: 'stocks' },
}
