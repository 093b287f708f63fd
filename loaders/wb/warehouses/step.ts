import { z } from 'zod'
import { HOST } from '#contract/marketplaces/wb.ts'
import { today } from '../../core/declare/slices.ts'
import { get } from '../../core/declare/source.ts'
import { step, stream } from '../../core/declare/stream.ts'
import {
  count,
  flag,
  id,
  list,
  maybeId,
  name,
  optional,
  parseSum,
  real,
  text,
} from '../../core/parse/fields.ts'
import type { Kopecks } from '../../core/parse/money.ts'
import { calendarDay } from '../fields.ts'
import { acceptanceTariffs, boxTariffs, offices, warehouses } from './tables.ts'

export const WAREHOUSES = '/api/v3/warehouses'

export const SellerWarehouses = list(
  z.object({
    id,
    name: text,
    officeId: maybeId,
    cargoType: count,
    deliveryType: count,
    isDeleting: flag,
    isProcessing: flag,
  }),
)

const own = stream({
  id: 'wb.warehouses.own',
  into: [warehouses],
  slices: today(),
  source: get(HOST.marketplace)(WAREHOUSES, { shape: SellerWarehouses, body: () => ({}) }),
  rows: (page, { to }) => ({
    dim_wb_warehouses: page.map(warehouse => ({
      warehouse_id: warehouse.id,
      name: warehouse.name,
      office_id: warehouse.officeId,
      cargo_type: warehouse.cargoType,
      delivery_type: warehouse.deliveryType,
      is_deleting: warehouse.isDeleting,
      is_processing: warehouse.isProcessing,
      seen_on: to,
    })),
  }),
})

const Offices = list(
  z.object({
    id,
    name: text,
    address: text,
    city: text,
    longitude: real,
    latitude: real,
    cargoType: count,
    deliveryType: count,
    federalDistrict: text,
    selected: flag,
  }),
)

/** Latitudes between which the country lies; most of it is east of the same meridian. */
const SOUTH = 41
const NORTH = 82

/** Whether latitude and longitude are swapped, judged by what only one of the readings explains (wildberries.md 8). */
export function areSwapped(
  places: readonly { longitude: number | null; latitude: number | null }[],
): boolean {
  const isNorth = (degrees: number | null) => degrees !== null && degrees > SOUTH && degrees < NORTH
  const votes = places.map(({ longitude, latitude }) =>
    isNorth(longitude) === isNorth(latitude) ? 0 : isNorth(longitude) ? 1 : -1,
  )
  return votes.reduce<number>((sum, vote) => sum + vote, 0) > 0
}

const wbOffices = stream({
  id: 'wb.warehouses.offices',
  into: [offices],
  slices: today(),
  source: get(HOST.marketplace)('/api/v3/offices', { shape: Offices, body: () => ({}) }),
  rows: page => {
    const swapped = areSwapped(page)
    return {
      dim_wb_offices: page.map(office => ({
        office_id: office.id,
        name: office.name,
        address: office.address,
        city: office.city,
        longitude: swapped ? office.latitude : office.longitude,
        latitude: swapped ? office.longitude : office.latitude,
        cargo_type: office.cargoType,
        delivery_type: office.deliveryType,
        federal_district: office.federalDistrict,
        selected: office.selected,
      })),
    }
  },
  write: { mode: 'replace' },
})

/** Roubles with a decimal comma, or a dash for "not available". */
const rate = optional<Kopecks | null>('a rate', value => (value === '-' ? null : parseSum(value)))
const share = optional<number | null>('a share', value =>
  value === '-' ? null : (parseSum(value) ?? Number.NaN) / 100,
)

const BoxPage = z.object({
  response: z.object({
    data: z.object({
      currency: text,
      warehouseList: list(
        z.object({
          warehouseName: name,
          geoName: text,
          boxDeliveryBase: rate,
          boxDeliveryCoefExpr: share,
          boxDeliveryLiter: rate,
          boxDeliveryMarketplaceBase: rate,
          boxDeliveryMarketplaceCoefExpr: share,
          boxDeliveryMarketplaceLiter: rate,
          boxStorageBase: rate,
          boxStorageCoefExpr: share,
          boxStorageLiter: rate,
        }),
      ),
    }),
  }),
})

const box = stream({
  id: 'wb.warehouses.box_tariffs',
  into: [boxTariffs],
  slices: today(),
  source: get(HOST.common)('/api/v1/tariffs/box', { shape: BoxPage, body: ({ to }) => ({ date: to }) }),
  optional: true,
  rows: ({ response: { data } }, { to: dt }) => ({
    fact_wb_box_tariffs: data.warehouseList.map(tariff => ({
      warehouse_name: tariff.warehouseName,
      dt,
      geo_name: tariff.geoName,
      delivery_base: tariff.boxDeliveryBase,
      delivery_liter: tariff.boxDeliveryLiter,
      delivery_coef: tariff.boxDeliveryCoefExpr,
      delivery_fbs_base: tariff.boxDeliveryMarketplaceBase,
      delivery_fbs_liter: tariff.boxDeliveryMarketplaceLiter,
      delivery_fbs_coef: tariff.boxDeliveryMarketplaceCoefExpr,
      storage_base: tariff.boxStorageBase,
      storage_liter: tariff.boxStorageLiter,
      storage_coef: tariff.boxStorageCoefExpr,
      currency: data.currency,
    })),
  }),
})

const Coefficients = list(
  z.object({
    date: calendarDay,
    coefficient: real,
    warehouseID: id,
    warehouseName: text,
    allowUnload: flag,
    boxTypeID: maybeId,
    isSortingCenter: flag,
    storageCoef: share,
    storageBaseLiter: rate,
    storageAdditionalLiter: rate,
    deliveryCoef: share,
    deliveryBaseLiter: rate,
    deliveryAdditionalLiter: rate,
  }),
)

const acceptance = stream({
  id: 'wb.warehouses.acceptance',
  into: [acceptanceTariffs],
  slices: today(),
  source: get(HOST.common)('/api/tariffs/v1/acceptance/coefficients', {
    shape: Coefficients,
    body: () => ({}),
  }),
  optional: true,
  rows: (page, { to }) => ({
    fact_wb_acceptance_tariffs: page.map(tariff => ({
      warehouse_id: tariff.warehouseID,
      box_type_id: tariff.boxTypeID ?? 0,
      dt: tariff.date ?? to,
      warehouse_name: tariff.warehouseName,
      coefficient: tariff.coefficient,
      allow_unload: tariff.allowUnload,
      is_sorting_center: tariff.isSortingCenter,
      storage_coef: tariff.storageCoef,
      storage_base_liter: tariff.storageBaseLiter,
      storage_additional_liter: tariff.storageAdditionalLiter,
      delivery_coef: tariff.deliveryCoef,
      delivery_base_liter: tariff.deliveryBaseLiter,
      delivery_additional_liter: tariff.deliveryAdditionalLiter,
    })),
  }),
})

export const warehousesTables = [warehouses, offices, boxTariffs, acceptanceTariffs] as const
export const warehousesStep = step('wb.warehouses', { lane: 'main', refresh: 'daily' }, [
  own,
  wbOffices,
  box,
  acceptance,
])
