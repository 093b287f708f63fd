import { DAY, startOfDay } from '../../clock.ts'
import { random } from '../../random.ts'
import type { Step } from '../../world/tariffs.ts'
import { valueOn, volumeSteps } from '../../world/tariffs.ts'
import { SUBJECTS } from './tariffs.ts'

/** One size of a card; sizes without a barcode do not exist. */
export type Size = {
  readonly chrtId: number
  readonly techSize: string
  readonly wbSize: string
  readonly barcodes: readonly string[]
  /** Price before the seller's discount, kopecks. */
  readonly price: number
}

/** One card; money in kopecks, instants in UTC milliseconds. */
export type Card = {
  readonly index: number
  readonly nmId: number
  readonly imtId: number
  readonly nmUuid: string
  readonly vendorCode: string
  readonly subjectId: number
  readonly subject: string
  readonly category: string
  readonly brand: string
  readonly title: string
  readonly photos: number
  readonly video: boolean
  readonly createdAt: number
  /** Days between two edits of the card. */
  readonly editEvery: number
  /** Null while on sale, or to be trashed in the future. */
  readonly trashedAt: number | null
  readonly discount: number
  readonly clubDiscount: number
  readonly sizes: readonly Size[]
  /** The volume before the card was measured again, and its measures. */
  readonly litres: number
  readonly volumes: readonly Step<number>[]
  readonly demand: number
  readonly heavy: boolean
}

const KINDS = ['Север', 'Утро', 'Классика', 'Гнездо', 'Береста', 'Волна', 'Сад', 'Лён']
const COLOURS = ['белый', 'графит', 'песок', 'мята', 'терракота']
const BRANDS = ['Домовёнок', 'Тихий дом', 'Рогожка']
const LETTERS = ['XS', 'S', 'M', 'L', 'XL']

const sizeName = (count: number, index: number): string =>
  count === 1 ? '0' : count === 7 ? String(36 + index) : (LETTERS[index] as string)

function card(seed: number, index: number, startDay: number): Omit<Card, 'volumes'> {
  const r = random(seed, 31, index)
  const [subjectId, subject, category, sizes] = SUBJECTS[index % SUBJECTS.length] as (typeof SUBJECTS)[number]
  const kind = KINDS[Math.floor(index / SUBJECTS.length) % KINDS.length] as string
  const colour = r.pick(COLOURS)
  const nmId = 150_000_000 + (seed % 500) * 1_000_000 + index * 137
  const price = r.int(6, 90) * 10_000
  const late = index % 13 === 7
  return {
    index,
    nmId,
    imtId: 140_000_000 + (seed % 500) * 1_000_000 + Math.floor(index / 3) * 411,
    nmUuid: `01bda0b1-5c0b-736c-b2be-${(0xd0a600000000 + seed * 65_536 + index).toString(16)}`,
    vendorCode: `TD-${String(200 + index)}/${colour}`,
    subjectId,
    subject,
    category,
    brand: BRANDS[index % BRANDS.length] as string,
    title: `${subject} «${kind}» ${colour}`,
    photos: index % 19 === 11 ? 0 : r.int(1, 9),
    video: index % 6 === 2,
    createdAt:
      startOfDay(startDay + (late ? 40 + (index % 9) * 30 : -r.int(5, 500))) +
      r.int(30_000_000, 70_000_000) +
      index,
    editEvery: r.int(25, 120),
    trashedAt: index % 13 === 11 ? startOfDay(startDay + 180 + (index % 5) * 40) + 45_000_000 + index : null,
    discount: r.pick([0, 18, 30, 45, 55, 69]),
    clubDiscount: r.pick([0, 0, 3, 5]),
    sizes: Array.from({ length: sizes }, (_, i) => ({
      chrtId: 3_100_000_000 + (seed % 500) * 1_000_000 + index * 16 + i,
      techSize: sizeName(sizes, i),
      wbSize: sizes === 1 ? '' : String(40 + i * 2),
      barcodes: Array.from(
        { length: index % 7 === 3 && i === 0 ? 2 : 1 },
        (_, b) => `20${String((seed % 500) * 100_000_000 + index * 1000 + i * 10 + b).padStart(11, '0')}`,
      ),
      price: price + (index % 5 === 4 ? i * 5000 : 0),
    })),
    litres: r.int(4, 180) / 10,
    demand: 1 / (1 + (index % 60) * 0.1),
    heavy: index % 23 === 5,
  }
}

/** The catalogue of a shop, the same for a seed. */
export const makeCards = (seed: number, startDay: number, count: number): readonly Card[] =>
  Array.from({ length: count }, (_, index) => {
    const made = card(seed, index, startDay)
    return { ...made, volumes: volumeSteps(index, made.litres, seed) }
  })

/** The volume of a card as it is measured on a Moscow day, litres. */
export const litresOn = (c: Card, day: number): number => valueOn(c.volumes, day)

export const isTrashed = (c: Card, at: number): boolean => c.trashedAt !== null && c.trashedAt <= at

/** Whether a card could be bought at an instant. */
export const onSale = (c: Card, at: number): boolean => c.createdAt + DAY <= at && !isTrashed(c, at)

/** How often a card had been edited by an instant. */
/** Whether a card can be advertised on a day: it was made before. */
export const isAdvertised = (c: Card, day: number): boolean => c.createdAt < startOfDay(day)

const edits = (c: Card, at: number): number => Math.floor((at - c.createdAt) / (c.editEvery * DAY))

/** The last change of a card before an instant. */
export const updatedAt = (c: Card, at: number): number => c.createdAt + edits(c, at) * c.editEvery * DAY

/** The title of a card, which every fourth edit marks until the next one. */
export const titleOf = (c: Card, at: number): string =>
  edits(c, at) % 4 === 3 ? `${c.title}, новая партия` : c.title

/** The text of a card, which every edit changes; some have none. */
export const descriptionOf = (c: Card, at: number): string =>
  c.index % 17 === 16 ? '' : `${c.title}. Ручная проверка качества. Редакция ${edits(c, at) + 1}.`

/** The price after the seller's discount, kopecks. */
export const discounted = (c: Card, price: number): number => Math.round((price * (100 - c.discount)) / 100)

const REASONS = [
  'Контактные данные продавца на фотографиях товара',
  'Нет документов, подтверждающих качество',
] as const
/** Why a card is blocked on a day; null if it is not. Of one in thirteen every other is for twenty days, then the rest of them; others for nine of forty. */
export const blockedFor = (c: Card, day: number): string | null => {
  if (c.index % 13 === 3 && (Math.floor(day / 20) + Math.floor(c.index / 13)) % 2 === 0) return REASONS[0]
  return c.index % 6 === 1 && (day + c.index * 7) % 40 < 9 ? REASONS[1] : null
}
