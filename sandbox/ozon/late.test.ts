import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { kopecks, ozonClient } from '../../tests/support/ozon-client.ts'
import { dayNumber, dayString, endOfDay } from '../clock.ts'
import type { Sandbox, Truth } from '../index.ts'
import { startSandbox } from '../index.ts'
import { contentClock } from '../world/content.ts'
import { accrualsOfPosting } from './world/accruals.ts'
import { worldBefore } from './world/before.ts'
import { compensationsOf } from './world/compensations.ts'

/** Before what is told late for the last time, and changed, in the year. */
const TODAY = '2026-05-31'
const LATER = 60
const FROM = '2026-02-01'

type Accrual = { accrual_id: number; date: string; total_amount: { amount: string } }

let sandbox: Sandbox
let before: Truth
let after: Truth
/** The accruals of some days by their numbers, kopecks, before and after. */
const told: Map<number, number>[] = []
const DAYS = ['2026-02-03', '2026-04-02', '2026-05-10', '2026-05-12']

async function accrualsOf(days: readonly string[]): Promise<Map<number, number>> {
  const client = ozonClient(sandbox, sandbox.keys.demo)
  const found = new Map<number, number>()
  for (const date of days) {
    const { accruals } = await client.get<{ accruals: Accrual[] }>('/v1/finance/accrual/by-day', {
      date,
      last_id: '',
    })
    for (const one of accruals) found.set(one.accrual_id, kopecks(one.total_amount))
  }
  return found
}

beforeAll(async () => {
  sandbox = await startSandbox({ today: TODAY, limits: false, speedup: 5000, mechanisms: [] })
  before = sandbox.truth('demo', { from: FROM, to: TODAY })
  told.push(await accrualsOf(DAYS))
  sandbox.advance(LATER)
  after = sandbox.truth('demo', { from: FROM, to: TODAY })
  told.push(await accrualsOf(DAYS))
})
afterAll(() => sandbox.close())

const totals = ({ accruals }: Truth) =>
  Object.fromEntries(Object.entries(accruals.byDay).map(([day, { total }]) => [day, total]))
const days = (from: string, to: string) => dayNumber(to) - dayNumber(from)

describe('what is told late', () => {
  test('is one in a hundred, a sale too, up to twenty days after its day', () => {
    const usual = before.late.rows.filter(
      ({ goneOn, day, toldOn }) => goneOn === null && days(day, toldOn) < 45,
    )
    const all = before.accruals.total.accruals
    expect(usual.length / all).toBeGreaterThan(0.003)
    expect(usual.length / all).toBeLessThan(0.012)
    const sales = usual.filter(({ sale }) => sale)
    expect(sales.length).toBeGreaterThan(10)
    for (const { id, toldOn, sum } of sales) {
      expect(sum, `${id}`).toBeGreaterThan(0)
      // Nobody who asks before sees it.
      if (toldOn > TODAY) expect(told[0]?.has(id), `${id}`).toBe(false)
      else expect(told[0]?.get(id) ?? sum, `${id}`).toBe(sum)
    }
    const waits = usual.map(({ day, toldOn }) => days(day, toldOn))
    expect([Math.min(...waits) >= 1, Math.max(...waits) <= 20, new Set(waits).size > 8]).toEqual([
      true,
      true,
      true,
    ])
  })

  test('is of two accruals later than anybody reads a day again', () => {
    const long = before.late.rows.filter(
      ({ goneOn, day, toldOn }) => goneOn === null && days(day, toldOn) > 45,
    )
    expect(long.map(({ day, toldOn, sum }) => [day, days(day, toldOn), sum])).toEqual([
      ['2026-02-03', 120, -431_000],
      ['2026-04-02', 60, 268_500],
    ])
    for (const { id, sum } of long) {
      expect(told[0]?.has(id)).toBe(false)
      expect(told[1]?.get(id)).toBe(sum)
    }
  })

  test('changes the sum of one accrual under its number, and takes another away', () => {
    const [old, other] = before.late.rows.filter(({ goneOn }) => goneOn !== null)
    expect([old?.day, old?.goneOn, old?.sum]).toEqual(['2026-05-10', '2026-06-24', -820_000])
    expect([other?.day, other?.goneOn, other?.sum]).toEqual(['2026-05-12', '2026-06-26', -1_200_000])
    expect([told[0]?.get(old?.id ?? 0), told[1]?.get(old?.id ?? 0)]).toEqual([-820_000, -695_000])
    expect([told[0]?.get(other?.id ?? 0), told[1]?.has(other?.id ?? 0)]).toEqual([-1_200_000, false])
  })

  test('brings each day to what the truth said of it before', () => {
    const { [TODAY]: _, ...settled } = before.late.settled
    const { [TODAY]: __, ...later } = totals(after)
    expect(later).toEqual(settled)
    expect(totals(before)).not.toEqual(before.late.settled)
    expect(after.late.settled).toEqual(totals(after))
  })

  test('moves the balance of its day, and no payment that was made before', async () => {
    const paid = ({ books }: Truth) => Object.values(books).map(book => book.paid)
    expect(paid(after)).toEqual(paid(before))
    const missing = before.late.rows.find(({ day }) => day === '2026-02-03')?.sum ?? 0
    const ofMay = (truth: Truth) => truth.books['2026-02-04']?.opening ?? 0
    const short = before.late.rows
      .filter(({ day, toldOn, goneOn }) => day < '2026-02-04' && toldOn > TODAY && goneOn === null)
      .reduce((sum, one) => sum + one.sum, 0)
    expect(ofMay(after) - ofMay(before)).toBe(short)
    expect(short).toBe(missing)
  })
})

describe('a fine for an error in a posting', () => {
  test('is the charge that the index tells of', async () => {
    const client = ozonClient(sandbox, sandbox.keys.demo)
    type Errors = { errors: { posting_number: string; charge_price: number; error_at: string }[] }
    const { errors } = await client.get<Errors>('/v1/rating/index/fbs/posting/list', {
      filter: { date_from: `${FROM}T00:00:00.000Z`, date_to: '2026-07-01T00:00:00.000Z' },
      limit: 1000,
    })
    expect(errors.length).toBeGreaterThan(5)
    type Fine = {
      unit_number?: string
      non_item_fee: { type_id: number; accrued: { amount: string } } | null
    }
    const fines = new Map<string, number>()
    for (let day = dayNumber(FROM); day <= dayNumber('2026-07-03'); day++) {
      const { accruals } = await client.get<{ accruals: Fine[] }>('/v1/finance/accrual/by-day', {
        date: dayString(day),
        last_id: '',
      })
      for (const { unit_number: unit, non_item_fee: fee } of accruals)
        if (unit && fee && [93, 94].includes(fee.type_id)) fines.set(unit, -kopecks(fee.accrued))
    }
    for (const { posting_number: of, charge_price: charge } of errors)
      expect(fines.get(of), of).toBe(kopecks(charge))
  })
})

describe('what comes back', () => {
  test('is often only a part of the pieces, sometimes in another month, and later than thirty days', async () => {
    const client = ozonClient(sandbox, sandbox.keys.demo)
    type Part = { sku: number; quantity: number; commission: { sale_amount: { amount: string } } | null }
    type Posted = { date: string; unit_number?: string; posting: { products: Part[] } | null }
    const sold = new Map<string, { day: string; quantity: number }>()
    const back: { of: string; day: string; quantity: number }[] = []
    for (let day = dayNumber('2025-07-01'); day <= dayNumber(TODAY); day++) {
      const { accruals } = await client.get<{ accruals: Posted[] }>('/v1/finance/accrual/by-day', {
        date: dayString(day),
        last_id: '',
      })
      for (const { date, unit_number: unit, posting } of accruals)
        for (const { sku, quantity, commission } of posting?.products ?? []) {
          if (!commission) continue
          const of = `${unit}/${sku}`
          if (kopecks(commission.sale_amount) < 0) back.push({ of, day: date, quantity })
          else sold.set(of, { day: date, quantity })
        }
    }
    const pairs = back.flatMap(one => {
      const first = sold.get(one.of)
      return first ? [{ ...one, first }] : []
    })
    expect(pairs.length).toBeGreaterThan(100)
    for (const { quantity, first } of pairs) expect(quantity).toBeLessThanOrEqual(first.quantity)
    const count = (which: (pair: (typeof pairs)[number]) => boolean) => pairs.filter(which).length
    expect(count(({ quantity, first }) => quantity < first.quantity)).toBeGreaterThan(2)
    expect(count(({ day, first }) => day.slice(0, 7) !== first.day.slice(0, 7))).toBeGreaterThan(20)
    expect(count(({ day, first }) => days(first.day, day) > 30)).toBeGreaterThan(8)
  })
})

describe('the years before a shop’s own days', () => {
  test('have all that was accrued for them told by their end', () => {
    const startDay = dayNumber('2026-06-01')
    const world = worldBefore({
      seed: 1,
      startDay,
      products: 40,
      sizes: { perDay: 12, fbs: true },
      scale: 1,
      script: day => contentClock(startDay, endOfDay(day), { lookBack: 0 }),
    })
    const listed = new Map([...world.accrualsByDay().values()].flat().map(a => [a.id, a.total]))
    expect(listed.size).toBe(world.everything().length)
    expect(listed.size).toBeGreaterThan(5_000)
    let compensated = 0
    for (const posting of world.postings()) {
      const paid = compensationsOf(world.seed, posting)
      compensated += paid.length
      for (const { id, total } of [...accrualsOfPosting(world.seed, posting), ...paid])
        expect(listed.get(id), `${id}`).toBe(total)
    }
    expect(compensated).toBeGreaterThan(10)
    // What is corrected later elsewhere is here as it stays.
    const told = (day: string) => (world.accrualsByDay().get(dayNumber(day)) ?? []).map(({ total }) => total)
    expect(told('2026-02-03')).toContain(-431_000)
    expect(told('2026-05-10')).toContain(-695_000)
    expect(told('2026-05-10')).not.toContain(-820_000)
    expect(told('2026-05-12')).not.toContain(-1_200_000)
  })
})
