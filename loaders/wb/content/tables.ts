import type { RowOf } from '../../core/declare/table.ts'
import { bool, day, id, instant, int, json, optional, real, table, text } from '../../core/declare/table.ts'

export const products = table('dim_wb_products', {
  store: 'dims',
  key: ['nm_id'],
  grain: 'One card of the seller as it was seen last. What lies in the trash is in dim_wb_trash too.',
  columns: {
    nm_id: id(),
    imt_id: optional(id()),
    nm_uuid: optional(text()),
    vendor_code: text(),
    name: text(),
    brand: optional(text()),
    category_id: optional(id()),
    category: optional(text()),
    main_image_url: optional(text()),
    video: optional(text()),
    /** Centimetres and kilograms. */
    length: optional(real()),
    width: optional(real()),
    height: optional(real()),
    weight_brutto: optional(real()),
    dimensions_valid: optional(bool()),
    need_kiz: optional(bool()),
    kiz_marked: optional(bool()),
    characteristics: optional(json()),
    tags: optional(json()),
    created_at: optional(instant()),
    updated_at: optional(instant()),
    seen_on: day(),
    extra: optional(json()),
  },
})

export const sizes = table('dim_wb_sizes', {
  store: 'dims',
  key: ['chrt_id'],
  grain:
    'One size of a card: `chrt_id` is `size_id` of prices, and any of `barcodes` is `barcode` of orders and finance.',
  columns: {
    chrt_id: id(),
    nm_id: id(),
    tech_size: optional(text()),
    wb_size: optional(text()),
    barcodes: optional(json()),
  },
})

export const content = table('dim_wb_product_content', {
  store: 'dims',
  key: ['nm_id'],
  grain: 'The title, description and photos of a card as they were seen last, for noticing changes.',
  columns: {
    nm_id: id(),
    vendor_code: text(),
    title_hash: text(),
    description_hash: text(),
    photos_hash: text(),
    main_photo_url: optional(text()),
    photos_count: int(),
    /** Null in rows of versions that stored only hashes, until the card is read again. */
    title: optional(text()),
    description: optional(text()),
    /** Image addresses in order. */
    photos: optional(json()),
  },
})
export type ContentRow = RowOf<typeof content>

export const trash = table('dim_wb_trash', {
  store: 'dims',
  key: ['nm_id'],
  grain: 'One card that lies in the trash now. Wildberries tells no title of it there.',
  columns: {
    nm_id: id(),
    vendor_code: text(),
    category_id: optional(id()),
    category: optional(text()),
    main_image_url: optional(text()),
    sizes: optional(json()),
    created_at: optional(instant()),
    trashed_at: optional(instant()),
    extra: optional(json()),
  },
})
