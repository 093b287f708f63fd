import { z } from 'zod'
import { HOST } from '#contract/marketplaces/ozon.ts'
import { today } from '../core/declare/slices.ts'
import { post } from '../core/declare/source.ts'
import { step, stream } from '../core/declare/stream.ts'
import { day, id, int, optional, table, text } from '../core/declare/table.ts'
import * as shape from '../core/parse/fields.ts'

const wrongVolume = table('fact_ozon_wrong_volume', {
  store: 'facts',
  key: ['product_id', 'dt'],
  day: 'dt',
  grain:
    'One product whose size or weight Ozon held for wrong on a day, with what the card says: millimetres and grams, by the document of the card.',
  columns: {
    product_id: id(),
    dt: day(),
    sku: optional(id()),
    offer_id: optional(text()),
    name: optional(text()),
    length: optional(int()),
    width: optional(int()),
    height: optional(int()),
    weight: optional(int()),
  },
})

const LIMIT = 1_000
const VolumePage = z.object({
  cursor: shape.text,
  products: shape.list(
    z.object({
      product_id: shape.id,
      sku: shape.maybeId,
      offer_id: shape.text,
      name: shape.text,
      length: shape.count,
      width: shape.count,
      height: shape.count,
      weight: shape.count,
    }),
  ),
})

const list = stream({
  id: 'ozon.wrong_volume.list',
  into: [wrongVolume],
  slices: today(),
  source: post(HOST.seller)('/v1/product/info/wrong-volume', {
    shape: VolumePage,
    body: () => ({ limit: LIMIT, cursor: '' }),
    next: (page, body) =>
      page.cursor !== null && page.products.length === body.limit ? { ...body, cursor: page.cursor } : null,
  }),
  rows: (page, { to: dt }) => ({
    fact_ozon_wrong_volume: page.products.map(product => ({ ...product, dt })),
  }),
  write: { mode: 'replace' },
})

export const wrongVolumeTables = [wrongVolume] as const
export const wrongVolumeStep = step('ozon.wrong_volume', { lane: 'cabinet', refresh: 'daily' }, [list])
