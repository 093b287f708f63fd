/** What a shop is made to disagree about: what a check of money.md 6 must find in it, and in no other shop. */
export type Disagreement = {
  readonly id: DisagreementId
  /** The check that finds it. */
  readonly check: string
  /** The reason that the application must print. */
  readonly reason: string
  readonly rows: number
  /** What those rows come to, in hundredths of the currency. */
  readonly sum: number
  readonly currency: string
  /** Its accruals, postings, documents or reports. */
  readonly of: readonly string[]
  /** The Moscow days that it touches, `YYYY-MM-DD`. */
  readonly days: readonly string[]
}

/** The twelve, in the order of the reference; of each shop that has one it is the only one. */
const WORDS = {
  1: ['O2', 'начисление опубликовано позже'],
  2: ['O1', 'неизвестная часть ответа'],
  3: ['O3', 'документ другого вида'],
  4: ['O1b', 'расходятся поля цены'],
  5: ['O6', 'следующий день'],
  6: ['O9', 'нет в отчёте о размещении'],
  7: ['O10', 'компенсация без возврата'],
  8: ['W1', 'Корректировка ВВ вычитается'],
  9: ['W2', 'отчёт заменён'],
  10: ['W2', 'строк меньше, чем в итоге'],
  11: ['W4', 'оплачено со Счёта'],
  12: ['X2', 'валюта строки'],
} as const satisfies Record<number, readonly [check: string, reason: string]>

export type DisagreementId = keyof typeof WORDS
/** Which of them a shop has, and the Moscow day (a number) by which it is to be found. */
export type Scripted = { readonly id: DisagreementId; readonly day: number }
export const ON_OZON = [1, 2, 3, 4, 5, 6, 7, 12] as const satisfies readonly DisagreementId[]
export const ON_WB = [8, 9, 10, 11] as const satisfies readonly DisagreementId[]

/** Of how many rows and of what sum (hundredths) it is, in roubles unless it says otherwise. */
export const disagreement = (
  id: DisagreementId,
  found: Pick<Disagreement, 'rows' | 'sum' | 'of' | 'days'> & { readonly currency?: string },
): Disagreement => ({ id, check: WORDS[id][0], reason: WORDS[id][1], currency: 'RUB', ...found })
