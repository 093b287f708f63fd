import { DAY, dayString, startOfDay } from '../../clock.ts'
import type { Scripted } from '../../world/disagreements.ts'
import type { Charge } from './ads.ts'
import type { Campaign } from './campaigns.ts'
import type { FinanceLine } from './finance.ts'
import { ZERO } from './finance.ts'
import { mondayOf } from './reports.ts'

/** What a script makes of a shop. */
export type WbScript = {
  /** Lines of a day beside those that orders and the shop cause. */
  lines(day: number): readonly FinanceLine[]
  /** Charges of a day beside those of its advertising. */
  charges(day: number, campaigns: readonly Campaign[]): readonly Charge[]
  /** The Monday of a main report whose last lines are never told, and how many. */
  readonly lost: { readonly monday: number; readonly lines: number } | null
}

const NOTHING: WbScript = { lines: () => [], charges: () => [], lost: null }

/** Days after which a report is out, whatever day it is, and after which nobody reads its lines again. */
const OUT = 45
const CLOSED = 140
const HOUR = 3_600_000

/** Kopecks of each script. */
const ADJUSTMENT = 215_328
const REPLACED = 34_700
const LOST_LINES = 100
const PROMOTION = 1_800_000

const sundayOf = (day: number): number => mondayOf(day) + 6
const on = (day: number, lines: readonly Partial<FinanceLine>[]) => ({
  lines: (asked: number) =>
    asked === day ? lines.map(line => ({ ...ZERO, oper: 'Удержание', ...line, day })) : [],
})

/** 8: the reward is adjusted, which the header says, while no column of the lines that takes part in the payment has it. */
const adjusted = (day: number): WbScript => ({
  ...NOTHING,
  ...on(sundayOf(day - OUT), [{ bonus: 'Остаток по минимальному платежу', adjustment: ADJUSTMENT }]),
})

/** 9: the day after, an old report has another line. */
const replaced = (day: number): WbScript => ({
  ...NOTHING,
  ...on(sundayOf(day - CLOSED), [
    {
      bonus: 'Корректировка удержаний прошлых периодов',
      deduction: REPLACED,
      since: startOfDay(day + 1) + 9 * HOUR,
    },
  ]),
})

/** 11: a charge from the account stands in no report, and as much is held for a document that nobody knows. */
function paidFromAccount(day: number): WbScript {
  const sunday = sundayOf(day - OUT)
  const charged = sunday - 4
  return {
    ...NOTHING,
    ...on(sunday, [
      {
        bonus: `Оказание услуг «ВБ.Продвижение», документ №${900_000_000 + sunday} от ${dayString(sunday)}`,
        deduction: PROMOTION,
      },
    ]),
    charges: (asked, campaigns) => {
      // One that was deleted has costs and no statistics.
      const campaign = campaigns.find(({ status }) => status === -1) ?? campaigns[0]
      if (asked !== charged || !campaign) return []
      return [
        {
          campaign,
          day: charged,
          at: startOfDay(charged) + DAY - HOUR,
          number: 910_000_000 + charged,
          sum: PROMOTION / 100,
          payment: 'Счет',
        },
      ]
    },
  }
}

/** The script of a shop; one without any goes on as it is. */
export function wbScriptOf(scripted: Scripted | null): WbScript {
  switch (scripted?.id) {
    case 8:
      return adjusted(scripted.day)
    case 9:
      return replaced(scripted.day)
    case 10:
      return { ...NOTHING, lost: { monday: mondayOf(scripted.day - OUT), lines: LOST_LINES } }
    case 11:
      return paidFromAccount(scripted.day)
    default:
      return NOTHING
  }
}
