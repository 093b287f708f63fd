import type { Step } from '../../world/tariffs.ts'
import { commissionSteps, valueOn } from '../../world/tariffs.ts'

export const SUBJECTS = [
  [105, 'Кроссовки', 'Обувь', 7],
  [69, 'Платья', 'Одежда', 5],
  [192, 'Футболки', 'Одежда', 5],
  [1724, 'Пледы', 'Дом', 1],
  [812, 'Кружки', 'Дом', 1],
  [2674, 'Свечи', 'Дом', 1],
  [393, 'Полотенца', 'Дом', 2],
  [5070, 'Корзины', 'Дом', 1],
] as const

/** Percents of the first category, and by how much each takes more than the one before it. */
const [FBW, FBS, MORE] = [17, 20.5, 1.5] as const

/** What the marketplace takes in each category, percents by model of sale. */
export type Commission = {
  readonly subjectId: number
  readonly subject: string
  readonly parent: string
  readonly fbw: number
  readonly fbs: number
}

/** The points of each category by which its commission has changed. */
export const COMMISSION_STEPS: ReadonlyMap<number, readonly Step<number>[]> = new Map(
  SUBJECTS.map(([subjectId]) => [subjectId, commissionSteps(subjectId)]),
)

/** The tariff of a Moscow day. */
export const commissionsOn = (day: number): readonly Commission[] =>
  SUBJECTS.map(([subjectId, subject, parent]) => ({
    subjectId,
    subject,
    parent,
    fbw: commissionOf(subjectId, day, false),
    fbs: commissionOf(subjectId, day, true),
  }))

const NUMBERS = new Map<number, number>(SUBJECTS.map(([subjectId], index) => [subjectId, index]))

/** The percent of a sale of a category on a day. */
export const commissionOf = (subjectId: number, day: number, fbs: boolean): number =>
  (fbs ? FBS : FBW) +
  (NUMBERS.get(subjectId) ?? 0) * MORE +
  valueOn(COMMISSION_STEPS.get(subjectId) ?? [], day)

const BOXES = commissionSteps(507)

/** What carrying a box of a litre costs on a day from a warehouse near Moscow, and each further litre; kopecks. */
export function boxOn(day: number): { readonly base: number; readonly litre: number } {
  const points = valueOn(BOXES, day)
  return { base: 4600 + points * 200, litre: 1420 + points * 60 }
}
