import { z } from 'zod'
import { HOST } from '#contract/marketplaces/ozon.ts'
import { days, today } from '../../core/declare/slices.ts'
import type { Source } from '../../core/declare/source.ts'
import { mapPages, post, withFallback } from '../../core/declare/source.ts'
import { step, stream } from '../../core/declare/stream.ts'
import { LoadError } from '../../core/errors.ts'
import { id, list, text } from '../../core/parse/fields.ts'
import type { Entry } from './accruals.ts'
import { AccrualPage, accrualEntry } from './accruals.ts'
import { accrualTypes, transactionLines, transactions } from './tables.ts'
import type { TransactionPage } from './transaction-list.ts'
import { operationEntry, transactionList } from './transaction-list.ts'

const BY_DAY = '/v1/finance/accrual/by-day'

/**
 * The accruals of one day by `last_id`, which expires after 15 minutes: a 400 in the middle means that it did, and the day is read once more from its start
 * (ozon.md 5 step 4a). Rows that come twice have the same key.
 */
const byDay: Source<Accruals> = {
  host: HOST.seller,
  paths: [BY_DAY],
  async *read(context, slice) {
    const seen = new Set<string>()
    let restarted = false
    for (let last_id = ''; ; ) {
      if (seen.has(last_id)) throw new LoadError('shape', `${BY_DAY}: the cursor does not move`)
      try {
        const body = { date: slice.from, last_id }
        const page = await context.json(
          { host: HOST.seller, method: 'POST', path: BY_DAY, body },
          AccrualPage,
        )
        yield page.accruals
        seen.add(last_id)
        if (!page.last_id) return
        last_id = page.last_id
      } catch (error) {
        const expired = error instanceof LoadError && error.kind === 'bad_request' && last_id !== ''
        if (!expired || restarted) throw error
        restarted = true
        seen.clear()
        last_id = ''
      }
    }
  },
}

type Accruals = z.output<typeof AccrualPage>['accruals']
type Page =
  | { readonly method: 'by-day'; readonly page: Accruals }
  | { readonly method: 'list'; readonly page: z.output<typeof TransactionPage> }

const rowsOf = (entries: readonly Entry[]) => ({
  fact_ozon_transactions: entries.map(entry => entry.transaction),
  fact_ozon_transaction_lines: entries.flatMap(entry => entry.lines),
})

/** Days of the first load, and days for which corrections arrive. */
export const DEPTH = { first: 365, again: 30 } as const

export const accruals = stream({
  id: 'ozon.finance.accruals',
  into: [transactions, transactionLines],
  slices: days(1, DEPTH),
  source: withFallback<Page>(
    mapPages(byDay, page => ({ method: 'by-day', page })),
    mapPages(transactionList, page => ({ method: 'list', page })),
    page => page.method === 'list' && page.page.result.operations.length > 0,
  ),
  *rows(page: Page, _slice, context) {
    if (page.method === 'by-day')
      for (const piece of page.page) yield rowsOf(piece.map(accrual => accrualEntry(accrual, context)))
    else yield rowsOf(page.page.result.operations.map(operation => operationEntry(operation, context)))
  },
  write: { mode: 'replace' },
  parallel: 10,
  // A day is processed in a twentieth of a second.
  uncommitted: 128,
})

const TypesPage = z.object({ accrual_types: list(z.object({ id, name: text, description: text })) })

const types = stream({
  id: 'ozon.finance.types',
  into: [accrualTypes],
  slices: today(),
  source: post(HOST.seller)('/v1/finance/accrual/types', {
    shape: TypesPage,
    body: () => ({}),
    // The directory came with by-day; a shop limited to the older method has none.
    empty: error => error.kind === 'obsolete',
  }),
  rows: page => ({
    dim_ozon_accrual_types: page.accrual_types.map(type => ({
      type_id: type.id,
      name: type.name ?? '',
      description: type.description,
    })),
  }),
})

export const financeTables = [transactions, transactionLines, accrualTypes] as const
export const financeStep = step('ozon.finance', { lane: 'finance', refresh: 'daily' }, [types, accruals])
