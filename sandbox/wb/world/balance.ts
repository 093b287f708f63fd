import type { FinanceLine, Signs } from './finance.ts'
import { bankPayment } from './finance.ts'
import type { Report } from './reports.ts'
import { linesOfReport } from './reports.ts'

/** What the account of a seller holds, kopecks. */
export type Balance = { readonly current: number; readonly forWithdraw: number }

/** Days after its report is made until a week may be withdrawn, and until it is paid to the bank. */
const FREE_AFTER = 7
const PAID_AFTER = 14

type Books = {
  readonly today: number
  readonly signs: Signs
  finance(day: number): readonly FinanceLine[]
  reports(period: Report['period']): readonly Report[]
}

/** The weeks that are not paid yet, and the days after the last of them as far as daily reports tell. */
export function balanceOf({ today, signs, finance, reports }: Books): Balance {
  const sumOf = (of: readonly Report[]) =>
    of
      .flatMap(report => linesOfReport(report, finance))
      .reduce((sum, { line }) => sum + bankPayment(line, signs), 0)
  const weekly = reports('weekly')
  const closed = weekly.at(-1)?.to ?? 0
  const age = ({ createdDay }: Report) => today - createdDay
  const unpaid = weekly.filter(report => age(report) < PAID_AFTER)
  const running = reports('daily').filter(({ from }) => from > closed)
  return {
    current: sumOf(unpaid) + sumOf(running),
    forWithdraw: Math.max(0, sumOf(unpaid.filter(report => age(report) >= FREE_AFTER))),
  }
}
