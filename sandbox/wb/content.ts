import { z } from 'zod'
import type { Contents } from '../world/content.ts'
import type { Call, Handler, Routes } from './call.ts'
import { ok, read } from './call.ts'
import { badRequest } from './errors.ts'
import { rate } from './limits.ts'
import type { Card } from './world/cards.ts'
import { isTrashed } from './world/cards.ts'
import { changedAt } from './world/content.ts'

const filter = z.object({
  withPhoto: z.union([z.literal(-1), z.literal(0), z.literal(1), z.literal(2)]).default(-1),
  textSearch: z.string().default(''),
  objectIDs: z.array(z.number()).default([]),
  brands: z.array(z.string()).default([]),
  imtID: z.number().optional(),
  tagIDs: z.array(z.number()).default([]),
  allowedCategoriesOnly: z.boolean().default(false),
})
const request = z.object({
  settings: z
    .object({
      sort: z.object({ ascending: z.boolean().default(false) }).prefault({}),
      filter: filter.prefault({}),
      cursor: z
        .object({
          limit: z.number().int().min(1).max(100).default(10),
          updatedAt: z.string().nullish(),
          trashedAt: z.string().nullish(),
          nmID: z.number().int().nullish(),
        })
        .prefault({}),
    })
    .prefault({}),
})

const photo = (big: string) => {
  const sized = (size: string) => big.replace('/big/', `/${size}/`)
  return {
    big,
    c246x328: sized('c246x328'),
    c516x688: sized('c516x688'),
    square: sized('square'),
    tm: sized('tm'),
  }
}
const photosOf = (urls: readonly string[]) => (urls.length === 0 ? {} : { photos: urls.map(photo) })
const sizesOf = (c: Card) =>
  c.sizes.map(size => ({
    chrtID: size.chrtId,
    techSize: size.techSize,
    ...(size.wbSize === '' ? {} : { wbSize: size.wbSize }),
    skus: [...size.barcodes],
  }))
const characteristicsOf = (c: Card) => [
  { id: 14_177_449, name: 'Цвет', value: [c.vendorCode.split('/')[1] ?? ''] },
  { id: 25_471, name: 'Вес (г)', value: 100 + c.index * 10 },
  { id: 90_702, name: 'Уход', value: 'ручная стирка' },
]

/** As many fraction digits as needed (wildberries.md 1.7). */
const utc = (at: number): string => new Date(at).toISOString().replace(/0+Z$/, 'Z').replace('.Z', 'Z')
/** The cursor is coarser than the card. */
const seconds = (at: number): number => Math.floor(at / 1000)

const card = (c: Card, contents: Contents, now: number) => ({
  nmID: c.nmId,
  imtID: c.imtId,
  nmUUID: c.nmUuid,
  subjectID: c.subjectId,
  subjectName: c.subject,
  vendorCode: c.vendorCode,
  brand: c.brand,
  title: contents.of(c.nmId).title,
  description: contents.of(c.nmId).description,
  needKiz: c.category !== 'Дом',
  kizMarked: c.category !== 'Дом' && c.index % 2 === 0,
  ...photosOf(contents.of(c.nmId).photos),
  ...(c.video
    ? { video: `https://videonme-basket-12.wbbasket.ru/vol1/part1/${c.nmId}/hls/1440p/index.m3u8` }
    : {}),
  ...(c.index % 9 === 4 ? { wholesale: { enabled: true, quantum: 12 } } : {}),
  dimensions: { length: 55, width: 40, height: 15, weightBrutto: c.litres / 4, isValid: c.index % 11 !== 3 },
  characteristics: characteristicsOf(c),
  sizes: sizesOf(c),
  ...(c.index % 3 === 0 ? { tags: [{ id: 592_569, name: 'Популярный', color: 'D1CFD7' }] } : {}),
  ...(c.index % 10 === 1 ? { documents: { certificates: [] } } : {}),
  ...(c.index % 10 === 2 ? { gtin: `0${c.sizes[0]?.barcodes[0] ?? ''}` } : {}),
  createdAt: utc(c.createdAt),
  updatedAt: utc(changedAt(contents, c, now)),
})

const trashed = (c: Card, contents: Contents) => ({
  nmID: c.nmId,
  vendorCode: c.vendorCode,
  kizMarked: false,
  subjectID: c.subjectId,
  subjectName: c.subject,
  ...photosOf(contents.of(c.nmId).photos),
  sizes: sizesOf(c),
  dimensions: { length: 55, width: 40, height: 15, weightBrutto: c.litres / 4, isValid: true },
  characteristics: c.index % 2 === 0 ? characteristicsOf(c) : null,
  createdAt: utc(c.createdAt),
  trashedAt: utc(c.trashedAt ?? 0),
})

/** One page of cards after a cursor of an instant and an nmID. */
function pageOf(
  call: Call,
  cards: readonly Card[],
  timeOf: (c: Card) => number,
  field: 'updatedAt' | 'trashedAt',
  settings: z.output<typeof request>['settings'],
) {
  const { cursor, sort } = settings
  const sign = sort.ascending ? 1 : -1
  const order = (a: readonly [number, number], b: readonly [number, number]) =>
    sign * (a[0] - b[0] || a[1] - b[1])
  const placeOf = (c: Card) => [seconds(timeOf(c)), c.nmId] as const
  const time = cursor[field]
  const after = time ? ([seconds(Date.parse(time)), cursor.nmID ?? 0] as const) : null
  if (after !== null && Number.isNaN(after[0])) throw badRequest(call.host, 'Invalid cursor')
  const rest = cards
    .filter(c => after === null || order(placeOf(c), after) > 0)
    .sort((a, b) => order(placeOf(a), placeOf(b)))
  const rows = rest.slice(0, cursor.limit)
  const last = rows.at(-1)
  return {
    rows,
    cursor: last
      ? { [field]: utc(seconds(timeOf(last)) * 1000), nmID: last.nmId, total: rows.length }
      : { [field]: time ?? '', nmID: cursor.nmID ?? 0, total: 0 },
  }
}

/** POST /content/v2/get/cards/list: cards on sale, by their last change. */
const cardsList: Handler = call => {
  const { settings } = read(request, call.body, call.host)
  const { script, list, content } = call.shop.world()
  const now = script.at
  const contents = content()
  const f = settings.filter
  const cards = list()
    .filter(c => c.createdAt <= now && !isTrashed(c, now) && !contents.isHidden(c.nmId))
    .filter(
      c =>
        (f.withPhoto <= 0 || (f.withPhoto === 1) === contents.of(c.nmId).photos.length > 0) &&
        (f.textSearch === '' ||
          `${c.nmId} ${c.vendorCode} ${c.sizes.flatMap(s => s.barcodes)}`.includes(f.textSearch)) &&
        (f.objectIDs.length === 0 || f.objectIDs.includes(c.subjectId)) &&
        (f.brands.length === 0 || f.brands.includes(c.brand)) &&
        (f.imtID === undefined || f.imtID === c.imtId),
    )
  const page = pageOf(call, cards, c => changedAt(contents, c, now), 'updatedAt', settings)
  return ok({ cards: page.rows.map(c => card(c, contents, now)), cursor: page.cursor })
}

/** POST /content/v2/get/cards/trash. */
const cardsTrash: Handler = call => {
  const { settings } = read(request, call.body, call.host)
  const { now, list, content } = call.shop.world()
  const cards = list().filter(c => isTrashed(c, now))
  const page = pageOf(call, cards, c => c.trashedAt ?? 0, 'trashedAt', settings)
  return ok({ cards: page.rows.map(c => trashed(c, content())), cursor: page.cursor })
}

const limit = rate(100, 60, 5)
/** Endpoints of content-api; they share one limit. */
export const CONTENT: Routes = {
  'POST /content/v2/get/cards/list': { handler: cardsList, rate: limit, base: limit, bucket: 'content' },
  'POST /content/v2/get/cards/trash': { handler: cardsTrash, rate: limit, base: limit, bucket: 'content' },
}
