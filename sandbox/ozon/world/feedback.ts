import { random } from '../../random.ts'
import type { World } from './index.ts'
import type { Product } from './products.ts'

/** A review of a product; UTC milliseconds. */
export type Review = {
  readonly id: string
  readonly product: Product
  readonly at: number
  readonly rating: number
  readonly text: string
}
/** A question about a product. */
export type Question = Omit<Review, 'rating'> & { readonly answers: number }

const DAY = 86_400_000
const REVIEWS = ['Пришло целым, цвет как на фото', 'Хорошая вещь', 'Меньше, чем ожидалось', ''] as const
const QUESTIONS = ['Какой размер?', 'Можно ли стирать в машине?', 'Есть ли подарочная упаковка?'] as const
const idOf = (kind: number, serial: number) =>
  `0192${String(kind)}c1e-7a10-7b3c-9d2e-${String(serial).padStart(12, '0')}`

/** What those have written who ordered since the shop's first day, newest first. */
export function reviewsOf(world: World): readonly Review[] {
  const { market, seed, now, today } = world
  const shown = new Set(world.postings().map(({ serial }) => serial))
  const made: Review[] = []
  for (const { item, at, stars, key } of market.reviewsUntil(today).all) {
    if (at > now || !shown.has(key)) continue
    const product = market.products[item] as Product
    made.push({ id: idOf(1, key), product, at, rating: stars, text: random(seed, 42, key).pick(REVIEWS) })
  }
  return made.sort((a, b) => b.at - a.at)
}

/** Now and then somebody asks, newest first. */
export function questionsOf(world: World): readonly Question[] {
  const made: Question[] = []
  for (let day = world.startDay; day < world.today; day++) {
    const r = random(world.seed, 43, day)
    if (!r.chance(0.2)) continue
    const at = day * DAY + r.int(8, 20) * 3_600_000
    const product = r.pick(world.products())
    if (product.createdAt > at) continue
    made.push({ id: idOf(2, day), product, at, text: r.pick(QUESTIONS), answers: r.int(0, 2) })
  }
  return made.sort((a, b) => b.at - a.at)
}
