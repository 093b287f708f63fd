import type { ChargeDirectory, ChargeEntry } from '../../core/declare/charges.ts'
import { ACCRUAL_TYPES } from './accrual-directory.ts'
import { OPERATION_TYPES } from './operation-directory.ts'

/** Kinds of lines whose money is no service; they stand here under the name of the kind. */
const KINDS: readonly ChargeEntry[] = [
  { type: 'sale_amount', group: 'revenue', allocation: 'row', disputed: false },
  { type: 'delivery_charge', group: 'delivery', allocation: 'row', disputed: false },
  { type: 'return_delivery_charge', group: 'returns', allocation: 'row', disputed: false },
]

export const ozonCharges: ChargeDirectory = {
  source: '/v1/finance/accrual/types',
  date: '2026-09-16',
  entries: [...KINDS, ...ACCRUAL_TYPES, ...OPERATION_TYPES],
}
