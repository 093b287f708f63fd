import type { Allocation, ChargeGroup } from '#contract/charges.ts'
import type { ChargeDirectory, ChargeEntry } from '../../core/declare/charges.ts'

/** Columns of a report line whose sum is paid or charged; others explain a sum and are never added. */
export type ChargeColumn =
  | 'payout_amount'
  | 'delivery_service'
  | 'storage_fee'
  | 'acceptance_fee'
  | 'penalty_total'
  | 'deduction'
  | 'bonus_amount'
  | 'cashback_commission_change'
  | 'cashback_amount'
  | 'payment_schedule'

/** What money of an operation in one column means. */
interface Operation extends ChargeEntry {
  readonly column: ChargeColumn | 'sale_amount' | 'commission' | 'ads'
}

const in_ = (
  column: Operation['column'],
  group: ChargeGroup,
  allocation: Allocation,
  types: readonly string[],
  disputed = false,
): readonly Operation[] => types.map(type => ({ column, type, group, allocation, disputed }))

/** Operations that sell a product or take a sale back: `doc_type_name` says which. */
export const SALES: readonly string[] = [
  'Продажа',
  'Возврат',
  'Коррекция продаж',
  'Сторно продаж',
  'Сторно возвратов',
]

/** Operations that a text divides, in `bonus_type_name`. */
export const DIVIDED: readonly string[] = ['Логистика', 'Коррекция логистики', 'Удержание', 'Удержания']
/** The type of a divided operation is its name and its text. */
export const BETWEEN = ': '
const divided = (names: readonly string[], texts: readonly string[]): string[] =>
  names.flatMap(name => texts.map(text => (text === '' ? name : `${name}${BETWEEN}${text}`)))

/** Charges that were paid with bonuses or cashback, whatever they are called. */
export const GIVEN_TYPE = 'Бонусы'

/** A text is known up to the number of its document. */
export const DOCUMENT = ', документ №'

const CARRIED = ['Логистика', 'Коррекция логистики']
export const HELD = ['Удержание', 'Удержания']

/** Texts of deductions by the words in them, since Wildberries words them anew (money.md 3.2): missing one would count advertising twice. */
export const WORDED: readonly (readonly [pattern: string, text: string])[] = [
  ['продвижен', 'Оказание услуг «ВБ.Продвижение»'],
  ['джем', 'Предоставление услуг по подписке «Джем»'],
  ['утилизац', 'Утилизация товара'],
  ['минимальн.*плат[её]ж', 'Остаток по минимальному платежу'],
]

/** Columns that mean one thing on whichever line they stand (money.md 4), by the operation that they are of. */
export const OWN = {
  storage_fee: 'Хранение',
  acceptance_fee: 'Обработка товара',
  penalty_total: 'Штраф',
  cashback_commission_change: 'Стоимость участия в программе лояльности',
  cashback_amount: 'Сумма, удержанная за начисленные баллы программы лояльности',
  payment_schedule: 'Разовое изменение срока перечисления денежных средств',
} as const satisfies Partial<Record<ChargeColumn, string>>

/** Which operations in which column mean what, by their exact names. */
export const OPERATIONS: readonly Operation[] = [
  ...in_('sale_amount', 'revenue', 'row', ['sale_amount']),
  ...in_('commission', 'commission', 'row', ['commission']),
  ...in_('payout_amount', 'compensation', 'none', [
    'Компенсация ущерба',
    'Добровольная компенсация при возврате',
  ]),
  ...in_('payout_amount', 'other', 'none', [
    'Услуга платной доставки',
    'Бронирование товара через самовывоз',
  ]),
  ...in_('payout_amount', 'commission', 'row', ['Коррекция эквайринга']),
  ...in_('delivery_service', 'delivery', 'row', divided(CARRIED, ['', 'К клиенту при продаже'])),
  ...in_('delivery_service', 'delivery', 'row', ['Коррекция логистики: Возврат переплаты']),
  ...in_(
    'delivery_service',
    'returns',
    'row',
    divided(CARRIED, ['К клиенту при отмене', 'От клиента при отмене', 'От клиента при возврате']),
  ),
  ...in_('storage_fee', 'storage', 'storage', [OWN.storage_fee]),
  ...in_('acceptance_fee', 'supply', 'volume', [OWN.acceptance_fee]),
  ...in_('penalty_total', 'fine', 'none', [OWN.penalty_total]),
  ...in_('deduction', 'ads_settlement', 'none', divided(HELD, ['Оказание услуг «ВБ.Продвижение»'])),
  ...in_('deduction', 'subscription', 'none', divided(HELD, ['Предоставление услуг по подписке «Джем»'])),
  ...in_('deduction', 'disposal', 'storage', divided(HELD, ['Утилизация товара'])),
  ...in_('bonus_amount', 'correction', 'none', divided(HELD, ['Остаток по минимальному платежу'])),
  ...in_('cashback_commission_change', 'loyalty', 'revenue', [OWN.cashback_commission_change]),
  ...in_('cashback_amount', 'loyalty', 'revenue', [OWN.cashback_amount]),
  ...in_('payment_schedule', 'cash_only', 'none', [OWN.payment_schedule]),
  // Payments for advertising, by what they were paid with.
  ...in_('ads', 'ads', 'ads', ['Баланс', 'Счет', 'Счёт']),
  ...in_('ads', 'bonus', 'none', [GIVEN_TYPE]),
]

export const wbCharges: ChargeDirectory = {
  source: '/api/finance/v1/sales-reports/detailed',
  date: '2026-11-29',
  entries: OPERATIONS,
}
