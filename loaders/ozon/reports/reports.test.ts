import { describe, expect, test } from 'vitest'
import type { Slice } from '../../core/declare/slices.ts'
import type { StreamContext } from '../../core/declare/source.ts'
import type { Step } from '../../core/declare/stream.ts'
import { balanceStep } from './balance.ts'
import { cashFlowStep } from './cash-flow.ts'

const OCTOBER: Slice = { window: 'since', from: '2026-10-01', to: '2026-10-31', ids: [], open: false }

/** Rows that a step makes of an answer, and what it did not understand. */
async function rowsOf(step: Step, answer: unknown) {
  const strange: string[] = []
  const [stream] = step.streams
  if (!stream) throw new Error('a step has a stream')
  const context = {
    json: async (_: unknown, shape: { parse(value: unknown): unknown }) => shape.parse(answer),
    unmapped: (field: string, value: string) => strange.push(`${field}: ${value}`),
  } as unknown as StreamContext
  const rows: Record<string, unknown[]> = {}
  for await (const page of stream.source.read(context, OCTOBER))
    for (const [table, of] of Object.entries(
      stream.rows(page, OCTOBER, context) as Record<string, unknown[]>,
    ))
      rows[table] = [...(rows[table] ?? []), ...of]
  return { rows, strange }
}
const price = (value: number, currency_code = 'RUB') => ({ value, currency_code })
const balance = (services: readonly object[], payments: readonly object[] = []) => ({
  cashflows: { services },
  total: { opening_balance: price(0), accrued: price(1), closing_balance: price(1), payments },
})
const servicesOf = async (...services: readonly object[]) => {
  const { rows, strange } = await rowsOf(balanceStep, balance(services))
  return { services: rows.fact_ozon_balance_services, strange }
}

describe('the balance', () => {
  test('adds the sums of a name, equal ones too', async () => {
    const twice = { name: 'Subscription', amount: price(-2990) }
    expect((await servicesOf(twice, twice)).services).toMatchObject([
      { name: 'Subscription', amount: -598_000 },
    ])
  })
  test('takes a list that came doubled once', async () => {
    const list = [
      { name: 'A', amount: price(-1) },
      { name: 'B', amount: price(-2) },
    ]
    expect((await servicesOf(...list, ...list)).services).toMatchObject([{ amount: -100 }, { amount: -200 }])
  })
  test('adds up no two currencies, and tells of the other one', async () => {
    const found = await servicesOf(
      { name: 'A', amount: price(-1) },
      { name: 'A', amount: price(-500, 'KZT') },
    )
    expect(found.services).toMatchObject([{ name: 'A', amount: -100, currency_code: 'RUB' }])
    expect(found.strange).toEqual(['balance currency: KZT'])
    const { rows } = await rowsOf(balanceStep, balance([], [price(-10), price(-700, 'KZT')]))
    expect(rows.fact_ozon_balance).toMatchObject([{ payments: -1000 }])
  })
})

describe('a period of the cash flow', () => {
  const period = async (begin: string, end: string) => {
    const { rows } = await rowsOf(cashFlowStep, {
      result: { cash_flows: [{ period: { id: 1, begin, end } }], details: [], page_count: 1 },
    })
    return rows.fact_ozon_cash_flow?.map(row => [
      (row as { dt: unknown }).dt,
      (row as { date_to: unknown }).date_to,
    ])
  }
  test.for([
    ['2026-10-01T00:00:00Z', '2026-10-15T00:00:00Z'],
    ['2026-10-01T00:00:00.000Z', '2026-10-15T23:59:59.999Z'],
    ['2026-09-30T21:00:00Z', '2026-10-15T20:59:59Z'],
    ['2026-10-01T00:00:00', '2026-10-15T23:59:59'],
    ['2026-10-01', '2026-10-15'],
  ] as const)(
    'from %s to %s is the first half of October, in whichever zone this computer is',
    async ([begin, end]) => {
      const zone = process.env.TZ
      try {
        for (const TZ of ['UTC', 'Asia/Vladivostok', 'America/New_York']) {
          process.env.TZ = TZ
          expect(await period(begin, end)).toEqual([['2026-10-01', '2026-10-15']])
        }
      } finally {
        if (zone === undefined) delete process.env.TZ
        else process.env.TZ = zone
      }
    },
  )
})
