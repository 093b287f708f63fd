import { describe, expect, test } from 'vitest'
import { play } from '../../../tests/support/play.ts'
import type { RunContext, Slice } from '../../core/declare/slices.ts'
import { sliceKey } from '../../core/declare/slices.ts'
import { addDays, dayNumber } from '../../core/parse/time.ts'
import { lineOf } from './fields.ts'
import { older, weeks } from './step.ts'

const line = (rrdId: unknown, more: Readonly<Record<string, unknown>> = {}) => ({
  reportId: 1234567,
  rrdId,
  dateFrom: '2026-03-16',
  dateTo: '2026-03-22',
  createDate: '2026-03-23',
  rrDate: '2026-03-21',
  saleDt: '2026-03-21T00:00:00Z',
  currency: 'RUB',
  docTypeName: 'Продажа',
  sellerOperName: 'Продажа',
  quantity: 1,
  retailPriceWithDisc: '399.68',
  forPay: '376.99',
  penalty: '',
  paymentSchedule: '-1',
  srid: 'a',
  ...more,
})
const plan = (today: string, ...may: readonly string[]): RunContext => ({
  today,
  now: () => `${today}T09:00:00.000Z`,
  first: true,
  may: capability => may.includes(capability),
  ids: async () => [],
})
/** The windows of the first load, and those of older history behind them. */
const allWeeks = async (context: RunContext): Promise<readonly Slice[]> => [
  ...(await weeks(context)),
  ...((await older[0]?.streams[0]?.slices(context)) ?? []),
]
const window = { window: { start: '2026-01-26', days: 91 }, from: '2026-01-26', to: '2026-04-26' }
const bodyOf = (request: { body?: unknown } | undefined) => request?.body as Record<string, unknown>

describe('windows of reports', () => {
  test('are whole weeks without a gap, down to the first report', async () => {
    const slices = await allWeeks(plan('2026-11-24'))
    expect(slices[0]).toMatchObject({ window: 'running', from: '2026-11-16', to: '2026-11-24', open: true })
    expect(slices.at(-1)?.from).toBe('2024-01-29')
    for (const [index, { from }] of slices.entries()) {
      expect((dayNumber(from) + 3) % 7, from).toBe(0)
      const older = slices[index + 1]
      if (older) expect(dayNumber(older.to)).toBe(dayNumber(from) - 1)
    }
  })

  test('before a year are not asked for with a Base token, whose first load has them all', () => {
    const plan = (base: boolean) => ({ may: (what: string) => base && what === 'base' })
    expect([true, false].map(base => older[0]?.when?.(plan(base)) ?? null)).toEqual(['token_type', null])
  })

  test('keep their names, and are read again while they are young', async () => {
    const now = await allWeeks(plan('2026-11-24'))
    const then = await allWeeks(plan('2026-12-01'))
    expect(then.map(sliceKey)).toEqual(now.map(sliceKey))
    expect(now.filter(({ open }) => !open).length).toBeGreaterThan(8)
  })

  test.each([
    [29, true],
    [36, false],
  ])('that ended %d days before the last closed week are read again: %s', async (ago, again) => {
    const all = await weeks(plan('2026-11-24'))
    const third = all[2] as (typeof all)[number]
    const { to } = third
    // A Monday, a week and so many days after the end of the window.
    const later = await weeks(plan(addDays(to, 7 + ago)))
    expect(later.find(slice => sliceKey(slice) === sliceKey(third))).toMatchObject({ to, open: again })
  })

  test('of the first load are those of a year and a quarter, whole; a Base token has all of them there', async () => {
    const first = await weeks(plan('2026-11-24'))
    expect(first.at(-1)).toMatchObject({ from: '2025-07-28', to: '2025-10-26' })
    expect((await weeks(plan('2026-11-24', 'base'))).at(-1)?.from).toBe('2024-01-29')
    expect(await allWeeks(plan('2026-11-24', 'base'))).toEqual(await weeks(plan('2026-11-24', 'base')))
  })

  test('of a Base token are read anew with a better one', async () => {
    const base = (await weeks(plan('2026-11-24', 'base'))).map(sliceKey)
    const better = (await weeks(plan('2026-11-24'))).map(sliceKey)
    expect(base.filter(key => better.includes(key))).toEqual([])
  })
})

describe('a window', () => {
  test('is read by rrdId until an answer without a body, however short its pages', async () => {
    const { rows, requests } = await play(
      'wb.finance.reports',
      (_, asked) => [[line(1), line('9007199254740993')], [line('9007199254740994')], null][asked - 1],
      window,
    )
    expect(rows.fact_wb_finance?.map(row => row.rrd_id)).toEqual([1, '9007199254740993', '9007199254740994'])
    expect(requests.map(request => bodyOf(request).rrdId)).toEqual([
      0,
      '9007199254740993',
      '9007199254740994',
    ])
    expect(bodyOf(requests[0])).toMatchObject({
      dateFrom: '2026-01-26',
      dateTo: '2026-04-26',
      period: 'weekly',
    })
  })

  test('that is empty costs one request', async () => {
    const { rows, requests } = await play('wb.finance.reports', () => null, window)
    expect(rows.fact_wb_finance).toEqual([])
    expect(requests).toHaveLength(1)
  })

  test('of a Base token takes a page that is not full for the last', async () => {
    const { requests } = await play('wb.finance.reports', () => [line(1)], {
      ...window,
      variant: 'base',
    })
    expect(requests).toHaveLength(1)
  })

  test('whose rrdId stands still is an error of shape', async () => {
    await expect(play('wb.finance.reports', () => [line(5)], window)).rejects.toMatchObject({ kind: 'shape' })
  })
})

describe('the running weeks', () => {
  const running = { window: 'running', from: '2026-11-16', to: '2026-11-24' } as const
  const of = (period: string, weekly: boolean) => (request: { body?: unknown }) => {
    const { period: asked, rrdId } = bodyOf(request)
    if (rrdId !== 0 || (asked === 'weekly' && !weekly)) return null
    return [line(asked === period ? 1 : 2, { dateFrom: null, dateTo: null, rrDate: '2026-11-20' })]
  }

  test('are read by day until the weekly report of the closed one is there', async () => {
    const { rows, requests } = await play('wb.finance.reports', of('daily', false), running)
    expect(rows.fact_wb_finance?.map(row => row.period)).toEqual(['daily'])
    expect(requests.map(bodyOf).filter(({ period }) => period === 'daily')[0]).toMatchObject({
      dateFrom: '2026-11-16',
      dateTo: '2026-11-24',
    })
  })

  test('never count one day by both reports', async () => {
    const { rows, requests } = await play('wb.finance.reports', of('weekly', true), running)
    expect(rows.fact_wb_finance?.map(row => row.period)).toEqual(['weekly', 'daily'])
    const asked = requests.map(bodyOf)
    expect(asked.filter(({ period }) => period === 'weekly')[0]).toMatchObject({ dateTo: '2026-11-22' })
    expect(asked.filter(({ period }) => period === 'daily')[0]).toMatchObject({ dateFrom: '2026-11-23' })
  })
})

describe('a line', () => {
  test('keeps its day within the period of its report', async () => {
    const { rows } = await play(
      'wb.finance.reports',
      (_, asked) =>
        asked === 1
          ? [
              line(1),
              line(2, { rrDate: '2026-03-10' }),
              line(3, { rrDate: '2026-05-01' }),
              line(4, { rrDate: null }),
            ]
          : null,
      window,
    )
    expect(rows.fact_wb_finance?.map(row => row.dt)).toEqual([
      '2026-03-21',
      '2026-03-16',
      '2026-03-22',
      '2026-03-22',
    ])
    expect(rows.fact_wb_finance?.[1]?.rr_date).toBe('2026-03-10')
  })

  test('has sums in kopecks, and keeps what is finer beside them', () => {
    const read = lineOf(line(1, { rebillLogisticCost: '1.349', deduction: '-6354', paidStorage: '0' }))
    expect(read).toMatchObject({
      payout_amount: 37699,
      penalty_total: null,
      rebill_logistic_cost: 135,
      deduction: -635400,
      storage_fee: 0,
      payment_schedule: -100,
      extra: { rebillLogisticCost: '1.349' },
    })
    expect(lineOf(line(1)).extra).toBeNull()
  })

  test('loses no field that this version does not know, nor one of another kind', () => {
    expect(lineOf(line(1, { brandNew: { deep: 1 }, quantity: 'две', empty: '' })).extra).toEqual({
      brandNew: { deep: 1 },
      quantity: 'две',
    })
  })

  test('by its old names is the same line', () => {
    const old = {
      realizationreport_id: 1234567,
      rrd_id: 1,
      date_from: '2026-03-16',
      date_to: '2026-03-22',
      create_dt: '2026-03-23',
      rr_dt: '2026-03-21',
      sale_dt: '2026-03-21T00:00:00Z',
      currency_name: 'RUB',
      doc_type_name: 'Продажа',
      supplier_oper_name: 'Продажа',
      quantity: 1,
      retail_price_withdisc_rub: 399.68,
      ppvz_for_pay: 376.99,
      penalty: '',
      payment_schedule: -1,
      srid: 'a',
    }
    expect(lineOf(old)).toEqual(lineOf(line(1)))
    expect(lineOf({ ...old, ppvz_supplier_id: 7 }).extra).toEqual({ ppvz_supplier_id: 7 })
    // Personal data of buyers and partners, under present and possible future names.
    const people = {
      b2bCustomerTin: '7707083893',
      buyerTaxRegistrationReasonCode: '770101001',
      ppvzSupplierName: 'ИП Петров',
      ppvzSupplierInn: '500100732259',
      ppvz_supplier_name: 'ИП Петров',
      ppvz_inn: '500100732259',
      b2bCustomerName: 'ООО «Ромашка»',
      recipientPhone: '+79120000000',
    }
    expect(lineOf({ ...old, ...people })).toEqual(lineOf(old))
  })

  test('without its ids, or with a sum that is none, is an error of shape', async () => {
    for (const broken of [line(null), line(1, { reportId: null }), line(1, { forPay: 'сто' }), 'line'])
      await expect(play('wb.finance.reports', () => [broken], window)).rejects.toMatchObject({
        kind: 'shape',
      })
  })
})
