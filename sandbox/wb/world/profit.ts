import { dayString } from '../../clock.ts'
import type { FinanceLine } from './finance.ts'
import type { WbWorld } from './index.ts'
import { linesOfReport } from './reports.ts'

/** Kopecks by month (`YYYY-MM`) and line of profit and loss; `unsorted` is what nobody but Wildberries can tell. */
export type WbProfit = Record<string, Record<string, number>>
type Charge = readonly [line: string, sum: number]

/** Whether a line of a sale takes money back; the same correction says so by its document. */
export function takesBack({ oper, doc }: FinanceLine): boolean {
  if (oper === 'Коррекция продаж') return doc === 'Возврат'
  return oper === 'Возврат' || oper === 'Сторно продаж'
}

/** What a line of a report means for profit, told from why it was written (money.md 3.2, 4). */
export function meaningOf(line: FinanceLine): readonly Charge[] {
  switch (line.oper) {
    case 'Продажа':
    case 'Возврат':
    case 'Коррекция продаж':
    case 'Сторно продаж':
    case 'Сторно возвратов': {
      const sign = takesBack(line) ? -1 : 1
      const price = (line.order?.priceWithDisc ?? 0) * line.quantity
      return [
        ['revenue', sign * price],
        ['commission', sign * (line.forPay - price)],
      ]
    }
    case 'Логистика':
      return [[line.bonus === 'К клиенту при продаже' ? 'delivery' : 'returns', -line.logistics]]
    case 'Коррекция логистики':
      return [['delivery', -line.logistics]]
    case 'Хранение':
    case 'Коррекция хранения':
      return [['storage', -line.storage]]
    case 'Обработка товара':
      return [['supply', -line.acceptance]]
    case 'Штраф':
      return [['fine', -line.penalty]]
    case 'Компенсация ущерба':
    case 'Добровольная компенсация при возврате':
      return [['compensation', line.forPay]]
    case 'Услуга платной доставки':
    case 'Бронирование товара через самовывоз':
      return [['other', line.forPay]]
    case 'Коррекция эквайринга':
      return [['commission', line.doc === 'Возврат' ? -line.forPay : line.forPay]]
    case 'Стоимость участия в программе лояльности':
      return [['loyalty', -line.cashback]]
    case 'Сумма, удержанная за начисленные баллы программы лояльности':
      return [['loyalty', -line.points]]
    case 'Разовое изменение срока перечисления денежных средств':
      return [['cash_only', line.schedule]]
    case 'Удержание':
    case 'Удержания':
      if (line.adjustment !== 0) return [['correction', -line.adjustment]]
      if (line.additional !== 0) return [['correction', -line.additional]]
      if (line.bonus.includes('ВБ.Продвижение')) return [['ads_settlement', -line.deduction]]
      if (line.bonus === 'Утилизация товара') return [['disposal', -line.deduction]]
      return [[line.bonus.includes('Джем') ? 'subscription' : 'unsorted', -line.deduction]]
    // Information only.
    case 'Возмещение издержек по перевозке/по складским операциям с товаром':
    case 'Возмещение за выдачу и возврат товаров на ПВЗ':
    case 'Компенсация скидки по программе лояльности':
      return []
    default:
      throw new Error(`the truth does not know what «${line.oper}» means`)
  }
}

/** The lines of all reports that are out, each once: the days after the last weekly report are in daily ones. */
export function toldLines(world: WbWorld): readonly FinanceLine[] {
  const weekly = world.reports('weekly')
  const closed = weekly.at(-1)?.to ?? world.startDay - 1
  return [...weekly, ...world.reports('daily').filter(one => one.from > closed)].flatMap(report =>
    linesOfReport(report, world.finance).map(({ line }) => line),
  )
}

interface Told {
  readonly day: number
  /** 0 where no card is named. */
  readonly nmId: number
  readonly charge: Charge
}
function* booked(world: WbWorld, from: number, to: number): Generator<Told> {
  for (const line of toldLines(world))
    for (const charge of meaningOf(line)) yield { day: line.day, nmId: line.card?.nmId ?? 0, charge }
  for (let day = from; day <= to; day++)
    for (const { payment, sum } of world.charges(day)) {
      const line = payment === 'Баланс' || payment === 'Счет' ? 'ads' : 'bonus'
      yield { day, nmId: 0, charge: [line, -sum * 100] }
    }
}

/** What the reports that are out and the charges for advertising come to between two Moscow days. */
export function wbProfitOf(world: WbWorld, from: number, to: number): WbProfit {
  return summed(world, from, to, ({ day }) => dayString(day).slice(0, 7))
}
/** The same by card, what names none under 0. */
export function wbProfitByCardOf(world: WbWorld, from: number, to: number): WbProfit {
  return summed(world, from, to, ({ nmId }) => String(nmId))
}

function summed(world: WbWorld, from: number, to: number, nameOf: (told: Told) => string): WbProfit {
  const profit: WbProfit = {}
  for (const told of booked(world, from, to)) {
    const [line, sum] = told.charge
    if (told.day < from || told.day > to || sum === 0) continue
    const name = nameOf(told)
    profit[name] ??= {}
    const lines = profit[name]
    lines[line] = (lines[line] ?? 0) + sum
  }
  return profit
}
