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

/** Some of those who kept their goods write a review, newest first. */
export function reviewsOf(world: World): readonly Review[] {
  const made: Review[] = []
  for (const posting of world.postings()) {
    const [line] = posting.lines
    const r = random(world.seed, 42, posting.serial)
    if (!line || posting.fate !== 'taken' || !r.chance(0.03)) continue
    const at = posting.finishedAt + r.int(1, 10) * DAY
    if (at > world.now) continue
    const rating = r.pick([5, 5, 5, 4, 3, 1])
    made.push({ id: idOf(1, posting.serial), product: line.product, at, rating, text: r.pick(REVIEWS) })
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
