import { dayString } from '../../clock.ts'
import { groupBy } from '../../group.ts'
import type { Disagreement } from '../../world/disagreements.ts'
import { disagreement } from '../../world/disagreements.ts'
import type { FinanceLine, Signs } from './finance.ts'
import type { WbWorld } from './index.ts'
import type { ReportLine } from './reports.ts'
import { linesOfReport } from './reports.ts'

type Found = Pick<Disagreement, 'rows' | 'sum' | 'of' | 'days'>

const NOBODY: Found = { rows: 0, sum: 0, of: [], days: [] }

/** What a line leaves to the seller, kopecks: stated from its columns, apart from the formula of the reports. */
const leavesWith =
  ({ loyalty, schedule }: Signs) =>
  ({ doc, forPay, ...line }: FinanceLine): number => {
    const { logistics, storage, acceptance, penalty, deduction, additional, adjustment } = line
    const taken = [logistics, storage, acceptance, penalty, deduction, additional, adjustment].reduce(add, 0)
    const points = loyalty > 0 ? line.cashback + line.points : -line.cashback - line.points
    const moved = schedule > 0 ? line.schedule : -line.schedule
    return (doc === 'Возврат' ? -forPay : forPay) - taken + points + moved
  }
const add = (a: number, b: number): number => a + b

const of = (lines: readonly ReportLine[], sum: (line: FinanceLine) => number): Found => ({
  rows: lines.length,
  sum: lines.map(({ line }) => sum(line)).reduce(add, 0),
  of: [...new Set(lines.map(({ report }) => report.id))],
  days: [...new Set(lines.map(({ line }) => dayString(line.day)))],
})

/** What cannot be explained by any charge of the week: charges and deductions for advertising that have no counterpart. */
function unpaired(world: WbWorld, lines: readonly ReportLine[]): Found {
  const held = lines.filter(({ line }) => line.bonus.includes('ВБ.Продвижение'))
  const weeks = groupBy(held, ({ report }) => report.from)
  const odd = [...weeks].flatMap(([monday, own]) => {
    const charges = Array.from({ length: 7 }, (_, at) => world.charges(monday + at)).flat()
    const balance = charges.filter(({ payment }) => payment === 'Баланс').reduce((sum, c) => sum + c.sum, 0)
    const rest = own.reduce((sum, { line }) => sum + line.deduction, 0) - balance * 100
    return own.filter(({ line }) => rest !== 0 && line.deduction === rest)
  })
  const [one] = odd
  if (!one) return NOBODY
  const charge = Array.from({ length: 7 }, (_, at) => world.charges(one.report.from + at))
    .flat()
    .find(({ payment, sum }) => payment === 'Счет' && sum * 100 === one.line.deduction)
  const found = of([one], line => line.deduction)
  return charge
    ? {
        ...found,
        rows: 2,
        of: [...found.of, String(charge.number)],
        days: [dayString(charge.day), ...found.days],
      }
    : found
}

function foundIn(world: WbWorld, id: number): Found {
  const reports = world
    .reports('weekly')
    .map(report => ({ report, lines: linesOfReport(report, world.finance) }))
  const all = reports.flatMap(({ lines }) => lines)
  const leaves = leavesWith(world.signs)
  switch (id) {
    case 8:
      return of(
        all.filter(({ line }) => line.adjustment !== 0),
        line => line.adjustment,
      )
    case 9:
      return of(
        all.filter(({ line }) => line.since > 0),
        leaves,
      )
    case 10:
      return of(
        reports.flatMap(({ report, lines }) =>
          lines.slice(lines.length - Math.min(lines.length, world.lostOf(report))),
        ),
        leaves,
      )
    default:
      return unpaired(world, all)
  }
}

/** What is wrong in a shop that is made so, told from its reports and charges; kopecks. */
export function wbDisagreementsOf(world: WbWorld): readonly Disagreement[] {
  const id = world.scripted?.id
  if (!id) return []
  const found = foundIn(world, id)
  return found.rows === 0 ? [] : [disagreement(id, found)]
}
