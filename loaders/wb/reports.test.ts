import { describe, expect, test } from 'vitest'
import { play } from '../../tests/support/play.ts'
import { steps } from './index.ts'

const report = (reportId: unknown, more: Readonly<Record<string, unknown>> = {}) => ({
  reportId,
  sellerFinanceName: 'ИП Кружинин В. Р.',
  dateFrom: '2026-11-16',
  dateTo: '2026-11-22',
  createDate: '2026-11-23',
  currency: 'RUB',
  reportType: 1,
  retailAmountSum: '258',
  forPaySum: '135186.71',
  avgSalePercent: 12.5,
  deliveryServiceSum: '26139.82',
  paidStorageSum: '1923.34',
  paidAcceptanceSum: '0',
  deductionSum: '51063',
  penaltySum: '',
  additionalPaymentSum: '2153.28',
  cashbackAmountSum: '0',
  cashbackDiscountSum: '19',
  cashbackCommissionChangeSum: '0.2',
  paymentSchedule: '-1',
  bankPaymentSum: '53907.27',
  ...more,
})
const closed = { window: { start: '2026-06-29', days: 364 }, from: '2026-06-29', to: '2026-11-15' }
const running = { window: 'running', from: '2026-11-16', to: '2026-11-24' } as const
const bodyOf = (request: { body?: unknown }) => request.body as Record<string, unknown>

describe('the list of reports', () => {
  test('keeps its sums in kopecks, a number of any length, and no name of a person', async () => {
    const { rows, requests } = await play('wb.reports.headers', () => [report('90331011202611220')], {
      ...closed,
      to: '2026-11-22',
    })
    expect(rows.fact_wb_reports).toEqual([
      {
        report_id: '90331011202611220',
        dt: '2026-11-22',
        period: 'weekly',
        date_from: '2026-11-16',
        date_to: '2026-11-22',
        create_date: '2026-11-23',
        report_type: 1,
        currency: 'RUB',
        retail_amount: 25800,
        payout_amount: 13518671,
        avg_sale_percent: 12.5,
        delivery_service: 2613982,
        storage_fee: 192334,
        acceptance_fee: 0,
        deduction: 5106300,
        penalty_total: null,
        bonus_amount: 215328,
        cashback_amount: 0,
        cashback_discount: 1900,
        cashback_commission_change: 20,
        payment_schedule: -100,
        bank_payment: 5390727,
      },
    ])
    expect(JSON.stringify(rows)).not.toContain('Кружинин')
    expect(requests.map(bodyOf)).toEqual([
      { dateFrom: '2026-06-29', dateTo: '2026-11-22', period: 'weekly', limit: 1000, offset: 0 },
    ])
  })

  test('of the running weeks is the weekly report and the daily ones after it', async () => {
    const { rows, requests } = await play(
      'wb.reports.headers',
      request =>
        bodyOf(request).period === 'weekly'
          ? [report(1)]
          : [report(2, { dateFrom: '2026-11-23', dateTo: '2026-11-23' })],
      running,
    )
    expect(rows.fact_wb_reports?.map(row => [row.report_id, row.period, row.dt])).toEqual([
      [1, 'weekly', '2026-11-22'],
      [2, 'daily', '2026-11-23'],
    ])
    expect(bodyOf(requests[1] as object)).toMatchObject({ period: 'daily', dateFrom: '2026-11-23' })
  })

  test('without a weekly report yet is the daily ones of all days', async () => {
    const { requests } = await play('wb.reports.headers', () => null, running)
    expect(bodyOf(requests[1] as object)).toMatchObject({ period: 'daily', dateFrom: '2026-11-16' })
  })

  test('is not asked for before its first day', async () => {
    const first = { window: { start: '2024-12-30', days: 364 }, from: '2024-12-30', to: '2025-12-28' }
    const { requests } = await play('wb.reports.headers', () => null, first)
    expect(requests.map(bodyOf)).toMatchObject([{ dateFrom: '2025-01-01', dateTo: '2025-12-28' }])
  })

  test('of a thousand reports has a second page', async () => {
    const page = (from: number) => Array.from({ length: 1000 }, (_, index) => report(from + index))
    const { requests } = await play('wb.reports.headers', (_, asked) => (asked === 1 ? page(1) : []), closed)
    expect(requests.map(request => bodyOf(request).offset)).toEqual([0, 1000])
  })

  test('that is no sum is an error of shape', async () => {
    await expect(
      play('wb.reports.headers', () => [report(1, { bankPaymentSum: 'сто' })], closed),
    ).rejects.toMatchObject({ kind: 'shape' })
  })

  test('is closed to a Base token, as is known before it is asked for', () => {
    const step = steps.find(({ id }) => id === 'wb.reports')
    const plan = (base: boolean) => ({
      today: '2026-11-24',
      now: () => '2026-11-24T09:00:00.000Z',
      first: true,
      may: () => base,
      ids: async () => [],
    })
    expect([true, false].map(base => step?.when?.(plan(base)))).toEqual(['token_type', null])
  })
})

test('the balance of an account is a row of its day, in kopecks', async () => {
  const { rows } = await play('wb.balance.account', () => ({
    currency: 'RUB',
    current: 10196.21,
    for_withdraw: -6395.8,
  }))
  expect(rows.fact_wb_balance).toEqual([
    { dt: '2026-07-01', current: 1019621, for_withdraw: -639580, currency: 'RUB' },
  ])
  await expect(play('wb.balance.account', () => ({ currency: 'RUB' }))).rejects.toMatchObject({
    kind: 'shape',
  })
})
