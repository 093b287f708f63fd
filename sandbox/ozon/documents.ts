import { z } from 'zod'
import { dayNumber, dayString } from '../clock.ts'
import { badRequest, ok } from '../http.ts'
import { roubles } from '../money.ts'
import { accrualsOf, accruedIn, balanceBefore, paidIn } from './balance.ts'
import type { Call, Handler } from './call.ts'
import { read } from './call.ts'
import { order } from './reports.ts'
import { accrualType, COMPENSATION, ITEM_COMPENSATION } from './world/accrual-types.ts'
import type { World } from './world/index.ts'
import { workbook } from './xlsx.ts'

type Lines = readonly (readonly (string | number | null)[])[]

/** POST of a document of a month (`YYYY-MM`): a title, an empty row, a header, its lines. */
const document =
  (type: string, title: string, lines: (world: World, from: number, to: number) => Lines): Handler =>
  (call: Call) => {
    const { date } = read(
      z.object({ date: z.string().regex(/^\d{4}-\d{2}$/), language: z.enum(['RU', 'EN']) }),
      call.body,
    )
    const from = dayNumber(`${date}-01`)
    const to = dayNumber(`${dayString(from + 31).slice(0, 7)}-01`) - 1
    const world = call.shop.world()
    if (to >= world.today) throw badRequest('the month is not over')
    return ok({
      result: {
        code: order(call, type, { date }, () =>
          workbook(title, [[`${title}, ${date}`], [], ...lines(world, from, to)]),
        ),
      },
    })
  }

/** The compensations that were paid, or those that were taken back, of a month. */
const compensations =
  (sign: 1 | -1) =>
  (world: World, from: number, to: number): Lines => {
    const lines: (readonly [string, number])[] = []
    for (const { products, fees } of accrualsOf(world, from, to))
      for (const { typeId, sum } of [...products.flatMap(p => p.services ?? []), ...fees])
        if (COMPENSATIONS.includes(typeId) && sum * sign > 0)
          lines.push([accrualType(typeId).description, roubles(sum)])
    return [['№', 'Начисление', 'Сумма, руб.'], ...lines.map((line, at) => [at + 1, ...line])]
  }
const COMPENSATIONS = [COMPENSATION, ITEM_COMPENSATION]

export const compensation = document('COMPENSATION_REPORT', 'Компенсации', compensations(1))
export const decompensation = document('DECOMPENSATION_REPORT', 'Декомпенсации', compensations(-1))

export const mutualSettlement = document('MUTUAL_SETTLEMENT', 'Отчёт о взаиморасчётах', (world, from, to) => [
  ['Показатель', 'Сумма, руб.'],
  ['Сальдо на начало', roubles(balanceBefore(world, from))],
  ['Начислено', roubles(accruedIn(world, from, to))],
  ['Выплачено', roubles(paidIn(world, from, to).reduce((sum, one) => sum + one, 0))],
  ['Сальдо на конец', roubles(balanceBefore(world, to + 1))],
])
