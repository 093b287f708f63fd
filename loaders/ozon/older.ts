import { OLDER } from '#contract/marketplaces/ozon.ts'
import { olderThan } from '../core/declare/slices.ts'
import type { Stream } from '../core/declare/stream.ts'
import { olderLoad } from '../core/declare/stream.ts'
import { accruals, DEPTH as FINANCE } from './finance/step.ts'
import { fbo, fbs, DEPTH as ORDERS } from './orders/step.ts'

/** The same stream further back, one slice at a time: what is interrupted leaves no hole behind it. */
const further = (of: Stream, recent: number, size: number): Stream => ({
  ...of,
  slices: olderThan(recent, size, OLDER.oldest),
  parallel: 1,
  uncommitted: Math.min(of.uncommitted, 31),
})

/** What Ozon answers of the time before the first load. */
export const older = [
  olderLoad('ozon.older_orders', { lane: 'orders' }, [
    further(fbo, ORDERS, OLDER.window),
    further(fbs, ORDERS, OLDER.window),
  ]),
  olderLoad('ozon.older_finance', { lane: 'finance' }, [further(accruals, FINANCE.first, 1)]),
]
