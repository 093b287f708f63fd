import { z } from 'zod'
import { HOST } from '#contract/marketplaces/wb.ts'
import type { IdsOf } from '../core/declare/slices.ts'
import { batches } from '../core/declare/slices.ts'
import { get } from '../core/declare/source.ts'
import { step, stream } from '../core/declare/stream.ts'
import { day, id as idColumn, json, real as number, optional, table, text } from '../core/declare/table.ts'
import { extra, id, list, real, text as word } from '../core/parse/fields.ts'
import { products } from './content/tables.ts'

const commissions = table('fact_wb_commissions', {
  store: 'facts',
  key: ['category_id', 'dt'],
  day: 'dt',
  grain:
    'What Wildberries takes of the price in one category on one day, in percents by the model of sale; only categories in which the shop has cards.',
  columns: {
    category_id: idColumn(),
    dt: day(),
    category: optional(text()),
    parent: optional(text()),
    /** «Склад WB». */
    fbw: optional(number()),
    /** «Маркетплейс». */
    fbs: optional(number()),
    /** «Витрина» and «Курьер WB». */
    dbs: optional(number()),
    /** «Витрина экспресс». */
    edbs: optional(number()),
    /** «Самовывоз из магазина продавца». */
    pickup: optional(number()),
    booking: optional(number()),
    /** Commissions of sellers outside of Russia, under their own names. */
    extra: optional(json()),
  },
})

/** Sellers of other countries get fields of their own in place of these (wildberries.md 11.6). */
const Commissions = z.object({
  report: list(
    z.object({
      subjectID: id,
      subjectName: word,
      parentName: word,
      paidStorageKgvp: real,
      kgvpMarketplace: real,
      kgvpSupplier: real,
      kgvpSupplierExpress: real,
      kgvpPickup: real,
      kgvpBooking: real,
      kgvpChina: real,
      kgvpTurkey: real,
      kgvpUAE: real,
      kgvpPaidStorageUz: real,
      kgvpMarketplaceUz: real,
      kgvpSupplierUz: real,
    }),
  ),
})

const OWN: IdsOf = { table: products, column: 'category_id' }
/** All categories come in one answer. */
const ALL = 100_000

const byCategory = stream({
  id: 'wb.commissions.categories',
  into: [commissions],
  slices: batches(ALL, OWN),
  source: get(HOST.common)('/api/v1/tariffs/commission', {
    shape: Commissions,
    body: () => ({ locale: 'ru' }),
  }),
  rows: ({ report }, { ids, to: dt }) => {
    const own = new Set(ids.map(String))
    return {
      fact_wb_commissions: report
        .filter(({ subjectID }) => own.has(String(subjectID)))
        .map(row => ({
          category_id: row.subjectID,
          dt,
          category: row.subjectName,
          parent: row.parentName,
          fbw: row.paidStorageKgvp,
          fbs: row.kgvpMarketplace,
          dbs: row.kgvpSupplier,
          edbs: row.kgvpSupplierExpress,
          pickup: row.kgvpPickup,
          booking: row.kgvpBooking,
          extra: extra({
            kgvpChina: row.kgvpChina,
            kgvpTurkey: row.kgvpTurkey,
            kgvpUAE: row.kgvpUAE,
            kgvpPaidStorageUz: row.kgvpPaidStorageUz,
            kgvpMarketplaceUz: row.kgvpMarketplaceUz,
            kgvpSupplierUz: row.kgvpSupplierUz,
          }),
        })),
    }
  },
})

export const commissionsTables = [commissions] as const
export const commissionsStep = step('wb.commissions', { lane: 'main', refresh: 'daily' }, [byCategory])
