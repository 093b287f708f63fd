import { olderThan } from '../core/declare/slices.ts'
import type { Stream } from '../core/declare/stream.ts'
import { olderLoad } from '../core/declare/stream.ts'
import type { Day } from '../core/parse/time.ts'
import { accruals, DEPTH as FINANCE } from './finance/step.ts'
import { fbo, fbs, DEPTH as ORDERS } from './orders/step.ts'

/** The first day of which accruals are told (ozon.md 5 step 4a); nobody compares orders further back. */
const OLDEST: Day = '2022-01-01'
/** Days of a window of orders. None of the first load's has as many, so that its oldest one, which is clipped, is not taken for read. */
const WINDOW = 28

/** The same stream further back, one slice at a time: what is interrupted leaves no hole behind it. */
const further = (of: Stream, recent: number, size: number): Stream => ({
  ...of,
  slices: olderThan(recent, size, OLDEST),
  parallel: 1,
  uncommitted: Math.min(of.uncommitted, 31),
})

/** What Ozon answers of the time before the first load. */
export const older = [
  olderLoad('ozon.older_orders', { lane: 'orders' }, [
    further(fbo, ORDERS, WINDOW),
    further(fbs, ORDERS, WINDOW),
  ]),
  olderLoad('ozon.older_finance', { lane: 'finance' }, [further(accruals, FINANCE.first, 1)]),
]
