import { DAY, startOfDay } from '../../clock.ts'
import { random } from '../../random.ts'
import type { Step } from '../../world/tariffs.ts'
import { commissionSteps, valueOn, volumeSteps } from '../../world/tariffs.ts'

/** One card of the catalogue; prices in kopecks, instants in UTC milliseconds. */
export type Product = {
  readonly index: number
  readonly productId: number
  readonly sku: number
  /** The separate SKU for the seller's own stock, which some cards have (ozon.md 1b). */
  readonly skuFbs: number | null
  readonly offerId: string
  readonly name: string
  readonly brand: string
  readonly description: string
  readonly price: number
  readonly oldPrice: number
  readonly minPrice: number
  readonly createdAt: number
  /** Null while the card is on sale, or to be archived in the future. */
  readonly archivedAt: number | null
  readonly barcodes: readonly string[] | null
  readonly images: readonly string[]
  /** Percents before the tariff of the category changed, and the points of its changes. */
  readonly commission: number
  readonly commissionFbs: number
  readonly points: readonly Step<number>[]
  readonly typeId: number
  readonly categoryId: number
  readonly modelId: number
  /** Litres before it was measured again, and its measures. */
  readonly volumeWeight: number
  readonly volumes: readonly Step<number>[]
  readonly weight: number
  /** Relative weight in sales. */
  readonly demand: number
  /** Per cent of the price paid per order when promoted so; 0 when not. */
  readonly orderBid: number
}

const NOUNS = [
  'Плед',
  'Кружка',
  'Свеча',
  'Полотенце',
  'Корзина',
  'Фартук',
  'Поднос',
  'Ваза',
  'Подушка',
  'Скатерть',
]
const KINDS = ['льняная серия', 'Север', 'Утро', 'Классика', 'Гнездо', 'Береста', 'Волна', 'Сад']
const COLOURS = ['белый', 'графит', 'песок', 'мята', 'терракота']
const BRANDS = ['Домовёнок', 'Тихий дом', 'Рогожка']

function product(seed: number, index: number, startDay: number): Omit<Product, 'points' | 'volumes'> {
  const r = random(seed, 1, index)
  const noun = NOUNS[index % NOUNS.length] as string
  const kind = KINDS[Math.floor(index / NOUNS.length) % KINDS.length] as string
  const colour = r.pick(COLOURS)
  const price = r.int(29, 420) * 1000 - (r.chance(0.2) ? 50 : 0)
  const sku = 1_600_000_000 + (seed % 500) * 1_000_000 + index * 7_919
  const name = `${noun} «${kind}», ${colour}`
  const images = Array.from(
    { length: r.int(2, 8) },
    (_, i) => `https://ir.ozone.ru/s3/multimedia-1-${'abcdefgh'[i]}/${7_000_000_000 + index * 97 + i}.jpg`,
  )
  const late = index % 13 === 7
  return {
    index,
    productId: 470_000_000 + (seed % 500) * 1_000_000 + index * 1_231,
    sku,
    skuFbs: index % 4 === 1 ? sku + 3_001 : null,
    offerId: `DM-${String(100 + index)}/${colour}-${r.pick(['S', 'M', 'L'])}`,
    name,
    brand: BRANDS[index % BRANDS.length] as string,
    description:
      index % 17 === 16
        ? ''
        : `<p>${name}.</p><br/><ul><li>Ручная проверка качества &amp; упаковки</li><li>Артикул ${index + 100}</li></ul>`,
    price,
    oldPrice: Math.round((price * r.int(115, 160)) / 10_000) * 100,
    minPrice: Math.round((price * 0.75) / 100) * 100,
    createdAt:
      startOfDay(startDay + (late ? 40 + (index % 9) * 30 : -r.int(30, 600))) + r.int(8, 20) * 3_600_000,
    archivedAt: index % 13 === 11 ? startOfDay(startDay + 180 + (index % 5) * 40) : null,
    barcodes: index % 11 === 5 ? null : [`20000000${String(10_000 + index)}`],
    images,
    commission: r.pick([19, 24, 36, 41, 46]),
    commissionFbs: r.pick([22, 27, 39, 44, 49]),
    typeId: 93_200 + (index % NOUNS.length),
    categoryId: 200_000_900 + (index % 7),
    modelId: 424_250_000 + (seed % 500) * 100 + Math.floor(index / 3),
    volumeWeight: r.int(1, 60) / 10,
    weight: r.int(50, 3000),
    demand: 1 / (1 + (index % 40) * 0.12),
    orderBid: index % 40 < 8 && index % 2 === 0 ? r.int(5, 14) : 0,
  }
}

/** The catalogue of a shop, always the same for a seed; `count` cards. */
export const makeProducts = (seed: number, startDay: number, count: number): readonly Product[] =>
  Array.from({ length: count }, (_, index) => {
    const made = product(seed, index, startDay)
    return {
      ...made,
      points: commissionSteps(made.categoryId),
      volumes: volumeSteps(index, made.volumeWeight, seed),
    }
  })

/** A product with the prices that it has at an instant, and the per cent by which promotions lower them. */
export type Priced = Product & { readonly cut: number }

/** The percent of a sale that is taken on a Moscow day, by where the goods lie. */
export const commissionOn = (p: Product, day: number, scheme: 'FBO' | 'FBS'): number =>
  (scheme === 'FBS' ? p.commissionFbs : p.commission) + valueOn(p.points, day)

/** The volume of a product as it is measured on a Moscow day, litres. */
export const litresOn = (p: Product, day: number): number => valueOn(p.volumes, day)

/** Whether a card was on sale at an instant. */
export const onSale = (p: Product, at: number): boolean =>
  p.createdAt + DAY <= at && (p.archivedAt === null || at < p.archivedAt)

/** Whether a card is archived at an instant. */
export const archived = (p: Product, at: number): boolean => p.archivedAt !== null && p.archivedAt <= at

/** Whether a product can be advertised on a day: it is there when the day begins. */
export const isAdvertised = (p: Product, day: number): boolean =>
  p.createdAt <= startOfDay(day) && !archived(p, startOfDay(day))

/** Why nobody can order a product on a day: it fails moderation for six days of ninety; null if it does not. */
export const blockedOn = ({ index }: Product, day: number): string | null =>
  index % 9 === 4 && (day + index * 11) % 90 < 6 ? 'Не прошёл модерацию' : null
