import { expect, test } from 'vitest'
import type { StepStatus } from '#contract/sync.ts'
import { initialProgress } from '../../../loaders/core/run/pipeline.ts'
import type { DatasetState } from '../store/records/datasets.ts'
import { leftOutOf, updatedOf } from './freshness.ts'

const STEPS = [
  { id: 'wb.orders', refresh: 'frequent' },
  { id: 'wb.prices', refresh: 'frequent' },
  { id: 'wb.funnel', refresh: 'frequent' },
  { id: 'wb.finance', refresh: 'daily' },
] as const
const WB = { steps: STEPS, figures: { orders: { step: 'wb.orders' } } }

const time = (clock: string) => `2026-11-28T${clock}:00.000Z`
const state = (
  step: string,
  status: StepStatus,
  tried: string,
  succeeded: string | null = tried,
): DatasetState => ({
  shopId: 1,
  word: { ...initialProgress(step), status },
  triedAt: time(tried),
  succeededAt: succeeded && time(succeeded),
})

test('data are as fresh as the oldest of what is refreshed every half an hour; what comes once a day does not age them', () => {
  const states = [
    state('wb.orders', 'done', '16:53'),
    state('wb.prices', 'done', '16:52'),
    state('wb.funnel', 'done', '16:54'),
    state('wb.finance', 'done', '03:00'),
  ]
  expect(updatedOf(WB, states)).toEqual({
    at: time('16:52'),
    triedAt: time('16:54'),
    orders: time('16:53'),
    behind: [],
    failed: [],
    failedSince: null,
  })
})

test('a refusal of everything and the failure of one step leave the time of the last success', () => {
  const refused = STEPS.map(({ id }) => state(id, 'failed', '17:09', '16:52'))
  expect(updatedOf(WB, refused)).toEqual({
    at: time('16:52'),
    triedAt: time('17:09'),
    orders: time('16:52'),
    behind: STEPS.map(({ id }) => id),
    failed: STEPS.map(({ id }) => id),
    failedSince: time('16:52'),
  })
  const partly = [
    state('wb.orders', 'failed', '17:09', '16:52'),
    state('wb.prices', 'done', '17:09'),
    state('wb.finance', 'failed', '17:10', '03:00'),
  ]
  expect(updatedOf(WB, partly)).toMatchObject({ at: time('16:52'), behind: ['wb.orders', 'wb.finance'] })
})

test('what the marketplace puts off is named and does not hold back the rest; alone it is all there is', () => {
  const funnel = state('wb.funnel', 'later', '17:00', '09:00')
  const orders = state('wb.orders', 'done', '17:00')
  expect(updatedOf(WB, [orders, funnel])).toMatchObject({ at: time('17:00'), behind: ['wb.funnel'] })
  expect(updatedOf(WB, [funnel]).at).toBe(time('09:00'))
})

test('what the keys do not allow neither counts nor is behind', () => {
  const skipped = state('wb.prices', 'skipped', '17:00', '09:00')
  const orders = state('wb.orders', 'done', '17:00')
  expect(updatedOf(WB, [orders, skipped])).toMatchObject({ at: time('17:00'), behind: [] })
})

test('a step of choice that was skipped is left out, and no other', () => {
  const steps = [{ id: 'wb.supplies', ofChoice: true }, { id: 'wb.prices' }] as const
  const skipped = (step: string, kind: string) => {
    const { word, ...of } = state(step, 'skipped', '17:00', null)
    return { ...of, word: { ...word, kind } }
  }
  expect(leftOutOf(steps, [skipped('wb.supplies', 'no_role'), skipped('wb.prices', 'no_role')])).toEqual([
    'wb.supplies',
  ])
  expect(leftOutOf(steps, [skipped('wb.supplies', 'token_type')])).toEqual([])
  expect(leftOutOf(steps, [state('wb.supplies', 'done', '17:00')])).toEqual([])
  expect(leftOutOf(steps, [])).toEqual([])
})

test('without any success nothing was ever updated, however often it was tried', () => {
  expect(updatedOf(WB, [])).toMatchObject({ at: null, triedAt: null, orders: null, behind: [] })
  const failed = [state('wb.orders', 'failed', '17:00', null)]
  expect(updatedOf(WB, failed)).toMatchObject({ at: null, behind: ['wb.orders'], failedSince: null })
})

test('orders that were put off are as old as they are, however fresh the rest is; nobody is alarmed', () => {
  const states = [state('wb.orders', 'later', '23:20', '12:00'), state('wb.prices', 'done', '23:30')]
  expect(updatedOf(WB, states)).toMatchObject({
    at: time('23:30'),
    orders: time('12:00'),
    behind: ['wb.orders'],
    failed: [],
    failedSince: null,
  })
})

test('what failed is told with the oldest of its last successes, unless one of it never had any', () => {
  const failed = [
    state('wb.orders', 'failed', '17:00', '16:00'),
    state('wb.finance', 'failed', '17:00', '03:00'),
    state('wb.funnel', 'later', '17:00', '02:00'),
  ]
  expect(updatedOf(WB, failed)).toMatchObject({
    failed: ['wb.orders', 'wb.finance'],
    failedSince: time('03:00'),
  })
  const never = state('wb.prices', 'failed', '17:00', null)
  expect(updatedOf(WB, [...failed, never])).toMatchObject({ at: time('16:00'), failedSince: null })
})
