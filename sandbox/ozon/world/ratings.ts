import { random } from '../../random.ts'

/** One measure of the seller on a day, as the cabinet shows it. */
export type Rating = {
  readonly group: string
  readonly name: string
  readonly code: string
  readonly valueType: 'INDEX' | 'PERCENT' | 'TIME' | 'RATIO' | 'REVIEW_SCORE' | 'COUNT'
  readonly direction: 'HIGHER_IS_BETTER' | 'LOWER_IS_BETTER'
  readonly value: number
  readonly past: number
  readonly status: 'OK' | 'WARNING' | 'CRITICAL' | 'UNKNOWN_STATUS'
}

type Row = readonly [
  group: string,
  name: string,
  code: string,
  type: Rating['valueType'],
  low: number,
  high: number,
  lower?: boolean,
]

const ROWS: readonly Row[] = [
  ['Оценка товаров', 'Средняя оценка товаров', 'rating_review_avg_score_total', 'REVIEW_SCORE', 3.5, 5],
  ['Индекс цен', 'Доля суперцен', 'rating_price_super', 'RATIO', 0.1, 0.3],
  ['Индекс цен', 'Доля выгодных цен', 'rating_price_green', 'RATIO', 0.3, 0.5],
  ['Индекс цен', 'Доля умеренных цен', 'rating_price_yellow', 'RATIO', 0.05, 0.2],
  ['Индекс цен', 'Доля невыгодных цен', 'rating_price_red', 'RATIO', 0, 0.1, true],
  ['Отгрузки со склада продавца', 'Вовремя отгруженные', 'rating_on_time', 'PERCENT', 92, 100],
  ['Отгрузки со склада продавца', 'Отмены по вине продавца', 'rating_cancellation', 'PERCENT', 0, 3, true],
  ['Работа со складами Ozon', 'Поставки без расхождений', 'rating_supply', 'PERCENT', 80, 100],
  ['Общение с покупателями', 'Среднее время ответа', 'rating_reply_time', 'TIME', 120, 7200, true],
  ['Общение с покупателями', 'Жалобы на товары', 'rating_complaints', 'COUNT', 0, 12, true],
]

/** What buyers think of the shop's products at the start of a day, in hundredths of a star. */
type Score = (day: number) => number

const valueOn = (seed: number, row: Row, index: number, day: number, score: Score): number => {
  if (row[2] === 'rating_review_avg_score_total') return score(day) / 100
  const value = row[4] + (row[5] - row[4]) * random(seed, 15, index, day).next()
  return row[3] === 'TIME' || row[3] === 'COUNT' ? Math.round(value) : Math.round(value * 100) / 100
}

/** The ten measures of the seller on a Moscow day. */
export const ratingsOn = (seed: number, day: number, score: Score): readonly Rating[] =>
  ROWS.map((row, index) => {
    const value = valueOn(seed, row, index, day, score)
    const worst = row[6] ? row[5] : row[4]
    return {
      group: row[0],
      name: row[1],
      code: row[2],
      valueType: row[3],
      direction: row[6] ? 'LOWER_IS_BETTER' : 'HIGHER_IS_BETTER',
      value,
      past: valueOn(seed, row, index, day - 7, score),
      status: Math.abs(value - worst) < (row[5] - row[4]) * 0.05 ? 'WARNING' : 'OK',
    }
  })
