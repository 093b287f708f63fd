import { HOST } from '#contract/marketplaces/ozon.ts'
import { calendar } from '../../core/declare/calendar.ts'
import { sliceKey } from '../../core/declare/slices.ts'
import type { Source, StreamContext } from '../../core/declare/source.ts'
import { step, stream } from '../../core/declare/stream.ts'
import type { RowOf } from '../../core/declare/table.ts'
import { day, id, int, money, optional, real, table, text } from '../../core/declare/table.ts'
import type { Day } from '../../core/parse/time.ts'
import { addDays, moscowDay } from '../../core/parse/time.ts'
import { yieldingChunks } from '../../core/run/yielding.ts'
import { placementRows } from './placement-rows.ts'
import { REPORT_INFO, xlsxReport } from './xlsx-report.ts'

const placement = table('fact_ozon_placement', {
  store: 'facts',
  key: ['dt', 'sku', 'warehouse_name', 'line'],
  day: 'dt',
  grain:
    'What Ozon charged for the placement of one product in one warehouse on a day. The cost is signed as in the report; which sign is a charge is not documented.',
  columns: {
    dt: day(),
    sku: id(),
    warehouse_name: text(),
    /** From 1 within rows of the same day, SKU and warehouse. */
    line: int(),
    offer_id: optional(text()),
    product_name: optional(text()),
    paid_units: optional(int()),
    paid_volume_ml: optional(real()),
    amount: money(),
  },
})
export type PlacementRow = RowOf<typeof placement>

const PATH = '/v1/report/placement/by-products/create'
/** Five reports a day are made, those of the cabinet included (ozon.md 13.2): the first load orders four months, every later one at most two. */
const DEPTH = 92
/** Days after its end for which a month is read again. */
const AGAIN = 7
/** Rows that are handed on together. */
const CHUNK = 1_000

/** Names the codes of the day's reports. */
const KEPT = 'kept'
/** Remembers that the code of a report is stored under `key`, and deletes those of reports that end before `yesterday`. */
async function keepForToday({ state }: StreamContext, key: string, yesterday: Day): Promise<void> {
  const kept = (await state.get(KEPT))?.split(' ') ?? []
  const [now, over] = [true, false].map(is => kept.filter(one => one.endsWith(`@${yesterday}`) === is))
  for (const one of over ?? []) await state.set(one, null)
  await state.set(KEPT, [...new Set([...(now ?? []), key])].join(' '))
}

/**
 * A month, until yesterday: what today costs is not known before its end. A report says the same until the day is over, so a later run of the day downloads
 * its file again and orders none.
 */
const source: Source<readonly PlacementRow[]> = {
  host: HOST.seller,
  paths: [PATH, REPORT_INFO],
  async *read(context, slice) {
    const yesterday = addDays(moscowDay(context.now()), -1)
    const [from, to] = [slice.from, [slice.to, yesterday].sort()[0] ?? yesterday]
    if (to < from) return
    const key = `${sliceKey(slice)}@${yesterday}`
    await keepForToday(context, key, yesterday)
    const file = await xlsxReport(context, key, PATH, { date_from: from, date_to: to })
    yield* yieldingChunks(placementRows(file, { from, to }, context), CHUNK)
  },
}

const byMonth = stream({
  id: 'ozon.placement.months',
  into: [placement],
  // At most 31 days may be asked for.
  slices: calendar('months', { first: DEPTH, again: AGAIN }),
  source,
  rows: page => ({ fact_ozon_placement: page }),
  write: { mode: 'replace' },
})

export const placementTables = [placement] as const
/** In a lane of reports: they take minutes, and nothing waits for them. */
export const placementStep = step('ozon.placement', { lane: 'reports', refresh: 'daily' }, [byMonth])
