import { dayString, moscowDay, startOfDay } from '../../clock.ts'
import { percentOf } from '../../money.ts'
import { random } from '../../random.ts'
import type { Charge } from './ads.ts'
import type { Card } from './cards.ts'
import { litresOn, onSale } from './cards.ts'
import { correctionsOf, reportedAt } from './corrections.ts'
import {
  FINE_TEXT,
  fineOfSelfBuyouts,
  isAnnulled,
  selfBuyoutsBefore,
  substitutionsOn,
  unmarkedOn,
} from './fines.ts'
import type { Order } from './orders.ts'
import { acquiringFee, forPayOf } from './sales.ts'
import { boxOn } from './tariffs.ts'

/** One operation of the finance reports; kopecks, sums of returns positive (wildberries.md 5). */
export type FinanceLine = {
  readonly day: number
  readonly oper: string
  readonly doc: '' | 'Продажа' | 'Возврат'
  /** Details of fines, deductions and kinds of logistics. */
  readonly bonus: string
  readonly order: Order | null
  readonly card: Card | null
  /** Whether it goes into the report by buyouts instead of the main one. */
  readonly buyouts: boolean
  readonly quantity: number
  readonly retailAmount: number
  readonly forPay: number
  readonly acquiring: number
  readonly reward: number
  readonly deliveries: number
  readonly returns: number
  readonly logistics: number
  readonly rebill: number
  readonly penalty: number
  readonly additional: number
  readonly storage: number
  readonly deduction: number
  readonly acceptance: number
  /** What taking part in the loyalty programme costs. */
  readonly cashback: number
  /** Points given to buyers at the seller's cost. */
  readonly points: number
  /** A discount of the programme that is compensated: inside the price of the sale, not an extra sum. */
  readonly compensated: number
  /** «Разовое изменение срока перечисления». */
  readonly schedule: number
  /** What lessens the payment though it stands in a column that does not. */
  readonly adjustment: number
  /** The instant from which its report has it (UTC ms); 0 is always. */
  readonly since: number
}

/** Zero values of the fields that a line may lack. */
export const ZERO = {
  doc: '',
  bonus: '',
  order: null,
  card: null,
  buyouts: false,
  quantity: 0,
  retailAmount: 0,
  forPay: 0,
  acquiring: 0,
  reward: 0,
  deliveries: 0,
  returns: 0,
  logistics: 0,
  rebill: 0,
  penalty: 0,
  additional: 0,
  storage: 0,
  deduction: 0,
  acceptance: 0,
  cashback: 0,
  points: 0,
  compensated: 0,
  schedule: 0,
  adjustment: 0,
  since: 0,
} as const satisfies Omit<FinanceLine, 'day' | 'oper'>

/** A unit is carried to its buyer at the tariff of the day of its order, and back at one price. */
function logisticsPrice({ card, day }: Order, back: boolean): number {
  const { base, litre } = boxOn(day)
  return back ? 5000 : Math.round(base + (litresOn(card, day) - 1) * litre)
}

/** The lines that one order brings on one Moscow day, in the order of its life. */
export function linesOfOrder(o: Order, day: number, now: number): readonly FinanceLine[] {
  const base = { ...ZERO, day, order: o, card: o.card }
  const on = (at: number) => at <= now && moscowDay(at) === day
  const lines: FinanceLine[] = []
  const carried = (bonus: string, back: boolean) =>
    lines.push({
      ...base,
      oper: 'Логистика',
      bonus,
      deliveries: back ? 0 : 1,
      returns: back ? 1 : 0,
      logistics: logisticsPrice(o, back),
    })
  const money = {
    quantity: 1,
    retailAmount: o.finishedPrice,
    forPay: forPayOf(o),
    acquiring: acquiringFee(o),
    buyouts: o.serial % 19 === 3,
  }
  if (on(o.cancelledAt) && (o.fate === 'refused' || o.serial % 3 === 0)) {
    carried('К клиенту при отмене', false)
    if (o.fate === 'refused') carried('От клиента при отмене', true)
  }
  if (on(reportedAt(o))) {
    carried('К клиенту при продаже', false)
    lines.push({ ...base, ...money, oper: 'Продажа', doc: 'Продажа' })
    if (o.serial % 7 === 0)
      lines.push({
        ...base,
        oper: 'Возмещение издержек по перевозке/по складским операциям с товаром',
        rebill: percentOf(logisticsPrice(o, false), 9),
      })
    if (o.serial % 5 === 0)
      lines.push({ ...base, oper: 'Возмещение за выдачу и возврат товаров на ПВЗ', reward: 1500 })
    const paid = (oper: string, forPay: number) =>
      lines.push({ ...base, oper, doc: 'Продажа', quantity: 1, forPay })
    if (o.serial % 43 === 8) paid('Услуга платной доставки', 19_900)
    if (o.serial % 53 === 6) paid('Бронирование товара через самовывоз', 4_900)
  }
  if (on(o.returnedAt)) {
    lines.push({ ...base, ...money, oper: 'Возврат', doc: 'Возврат' })
    carried('От клиента при возврате', true)
    if (o.fate === 'defective')
      lines.push({
        ...base,
        oper: 'Добровольная компенсация при возврате',
        doc: 'Продажа',
        quantity: 1,
        forPay: percentOf(o.priceWithDisc, 50),
      })
  }
  for (const corrected of correctionsOf(o, day, now, money)) lines.push({ ...base, ...corrected })
  return lines
}

/** Lines of the shop on one day that do not depend on orders: storage, fines, deductions, compensations, corrections. */
export function linesOfShop(
  seed: number,
  day: number,
  cards: readonly Card[],
  orders: readonly Order[],
  weekCharges: () => readonly Charge[],
  storage: number,
): readonly FinanceLine[] {
  const r = random(seed, 41, day)
  const base = { ...ZERO, day }
  const alive = cards.filter(c => onSale(c, startOfDay(day)))
  if (alive.length === 0) return []
  const lines: FinanceLine[] = []
  // Now and then a part of it stands on an operation of another name.
  const apart = day % 30 === 25 ? percentOf(storage, 10) : 0
  if (storage > 0) lines.push({ ...base, oper: 'Хранение', storage: storage - apart })
  if (apart !== 0) lines.push({ ...base, oper: 'Коррекция хранения', storage: apart })
  if (day % 5 === 2)
    lines.push({ ...base, oper: 'Обработка товара', card: r.pick(alive), acceptance: r.int(500, 90_000) })
  if (day % 9 === 4)
    lines.push({
      ...base,
      oper: 'Компенсация ущерба',
      doc: 'Продажа',
      card: r.pick(alive),
      quantity: 1,
      forPay: r.int(20_000, 190_000),
    })
  if (day % 6 === 1 && orders.length > 0) {
    const order = r.pick(orders)
    const bonus = r.chance(0.5) ? FINE_TEXT.sizes : FINE_TEXT.order
    const fine = { ...base, oper: 'Штраф', bonus, order, card: order.card, penalty: r.int(1000, 60_000) }
    lines.push(fine)
    if (bonus === FINE_TEXT.sizes && isAnnulled(day)) lines.push({ ...fine, penalty: -fine.penalty })
  }
  const fined = (bonus: string, card: Card | null, penalty: number) =>
    lines.push({ ...base, oper: 'Штраф', bonus, card, penalty })
  for (const { card, sum } of substitutionsOn(seed, day, alive)) fined(FINE_TEXT.substitution, card, sum)
  for (const { card, sum } of unmarkedOn(seed, day, alive)) fined(FINE_TEXT.labelling, card, sum)
  const suspected = selfBuyoutsBefore(seed, day, alive)
  if (suspected.length > 0) fined(FINE_TEXT.selfBuyouts, null, fineOfSelfBuyouts(suspected))
  if (day % 30 === 17)
    lines.push({
      ...base,
      oper: 'Коррекция логистики',
      bonus: 'Возврат переплаты',
      logistics: -r.int(500, 9000),
    })
  if (day % 30 === 21)
    lines.push({
      ...base,
      oper: 'Разовое изменение срока перечисления денежных средств',
      schedule: -r.int(100, 400_000),
    })
  // Closing lines of the week, on Sunday (1970-01-04 was one).
  if (day % 7 !== 3) return lines
  const promotion = weekCharges()
    .filter(c => c.payment === 'Баланс')
    .reduce((sum, c) => sum + c.sum * 100, 0)
  const held = (bonus: string, deduction: number) =>
    lines.push({ ...base, oper: 'Удержания', bonus, deduction })
  if (promotion > 0)
    held(
      `Оказание услуг «ВБ.Продвижение», документ №${String(190_000_000 + day)} от ${dayString(day)}`,
      promotion,
    )
  if (day % 28 === 24)
    lines.push({ ...base, oper: 'Удержание', bonus: 'Утилизация товара', deduction: r.int(500, 9000) })
  if (day % 28 === 3) held('Предоставление услуг по подписке «Джем»', 299_000)
  if (day % 42 === 10) held('Корректировка удержаний прошлых периодов', -r.int(1000, 30_000))
  // The adjustment of the reward stands on deductions (money.md 3.3).
  if (day % 21 === 10)
    lines.push({
      ...base,
      oper: 'Удержания',
      bonus: 'Остаток по минимальному платежу',
      additional: r.int(1000, 250_000),
    })
  lines.push({ ...base, oper: 'Стоимость участия в программе лояльности', cashback: r.int(500, 12_000) })
  if (day % 14 === 10)
    lines.push(
      {
        ...base,
        oper: 'Сумма, удержанная за начисленные баллы программы лояльности',
        points: r.int(100, 20_000),
      },
      { ...base, oper: 'Компенсация скидки по программе лояльности', compensated: r.int(100, 9000) },
    )
  return lines
}

/** The contribution of a line to «к перечислению», kopecks: returns are negative. */
export const signedForPay = (line: FinanceLine): number =>
  line.doc === 'Возврат' ? -line.forPay : line.forPay

/** How sums whose sign no document states enter the payment to the bank (money.md 3.3): the application has to find out. */
export type Signs = { readonly loyalty: 1 | -1; readonly schedule: 1 | -1 }

/** The contribution of a line to the payment to the bank, kopecks. */
export const bankPayment = (line: FinanceLine, signs: Signs): number =>
  signedForPay(line) -
  line.logistics -
  line.storage -
  line.acceptance -
  line.deduction -
  line.penalty -
  line.additional -
  line.adjustment +
  signs.loyalty * (line.cashback + line.points) +
  signs.schedule * line.schedule
