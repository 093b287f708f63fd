import { random } from '../../random.ts'
import { compensationOf } from './compensations.ts'
import type { Line, Posting } from './orders.ts'
import { backOf } from './orders.ts'

/** One thing on its way back (one product of a posting); UTC milliseconds, money in kopecks. */
export type Return = {
  readonly id: number
  readonly posting: Posting
  readonly line: Line
  readonly type: 'Cancellation' | 'FullReturn' | 'PartialReturn' | 'ClientReturn'
  readonly reason: string
  readonly returnDate: number
  /** Null while the thing is still on its way. */
  readonly finalMoment: number | null
  readonly status: { readonly id: number; readonly name: string; readonly sysName: string }
  readonly changedAt: number
  /** Null unless it was compensated, days or months later; its status stays as it is. */
  readonly compensatedAt: number | null
}

const REASONS = {
  Cancellation: ['Покупатель отменил заказ', 'Заказ отменён до вручения'],
  FullReturn: ['Покупатель не забрал заказ', 'Отказ при получении'],
  PartialReturn: ['Отказ от части заказа'],
  ClientReturn: ['Не подошёл размер', 'Не понравился цвет', 'Повреждённая упаковка'],
} as const

const ON_THE_WAY = { id: 18, name: 'Едет на склад Ozon', sysName: 'MovingToOzon' }
const ON_THE_SHELF = { id: 34, name: 'На складе Ozon', sysName: 'ReturnedToOzon' }
const WITH_SELLER = { id: 3, name: 'Получен продавцом', sysName: 'ReceivedBySeller' }

/** The returns that had started by `now`, in order of their ids; `scripted` are those whose compensation the shop's script says, by posting. */
export function makeReturns(
  seed: number,
  postings: readonly Posting[],
  now: number,
  scripted: ReadonlyMap<string, number>,
): Return[] {
  const made: Return[] = []
  for (const posting of postings) {
    if ((posting.fate !== 'refused' && posting.fate !== 'returned') || posting.returnedAt > now) continue
    backOf(seed, posting).forEach((line, index) => {
      const r = random(seed, 12, posting.serial, index)
      const type =
        posting.fate === 'returned'
          ? 'ClientReturn'
          : posting.lines.length > 1
            ? 'PartialReturn'
            : r.pick(['Cancellation', 'FullReturn', 'FullReturn'] as const)
      const shelved = posting.shelvedAt <= now
      const compensated = scripted.get(posting.postingNumber) ?? compensationOf(seed, posting, index)?.at
      made.push({
        id: 1_000_000_000 + posting.serial * 4 + index,
        posting,
        line,
        type,
        reason: r.pick(REASONS[type]),
        returnDate: posting.returnedAt,
        finalMoment: shelved ? posting.shelvedAt : null,
        status: shelved ? (posting.scheme === 'FBS' ? WITH_SELLER : ON_THE_SHELF) : ON_THE_WAY,
        changedAt: shelved ? posting.shelvedAt : posting.returnedAt,
        compensatedAt: compensated !== undefined && compensated <= now ? compensated : null,
      })
    })
  }
  return made.sort((a, b) => a.id - b.id)
}
