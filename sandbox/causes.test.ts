import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dayNumber, dayString } from './clock.ts'
import type { Sandbox } from './index.ts'
import { startSandbox } from './index.ts'
import type { CampaignTruth } from './world/campaign-truth.ts'
import type { CausesTruth } from './world/causes-truth.ts'
import { cohortsOf } from './world/cohorts.ts'
import type { EconomicsTruth } from './world/economics-truth.ts'
import { once } from './world/once.ts'

const TODAY = '2026-11-24'
const today = dayNumber(TODAY)

let sandbox: Sandbox
const truths: Record<string, CausesTruth> = {}
beforeAll(async () => {
  sandbox = await startSandbox({ today: TODAY })
  for (const shop of ['demo', 'wb-demo']) truths[shop] = sandbox.causesTruth(shop)
})
afterAll(() => sandbox.close())

const truthOf = (shop: string) => truths[shop] as CausesTruth
const sum = <T>(rows: readonly T[], of: (row: T) => number): number => rows.reduce((n, row) => n + of(row), 0)
const campaignsOf = (shop: string): readonly CampaignTruth[] => truthOf(shop).campaigns
/** Days on the whole of which a campaign was paused. */
const pausedDays = ({ deeds }: CampaignTruth): readonly string[] => {
  const of = (kind: string) =>
    deeds.filter(deed => deed.kind === kind).map(({ at }) => Date.parse(String(at)))
  const resumed = of('resumed')
  return of('paused').flatMap((from, index) => {
    const days: string[] = []
    const to = resumed[index] ?? Number.POSITIVE_INFINITY
    for (let day = today - 400; day <= today; day++) {
      const start = day * 86_400_000 - 3 * 3_600_000
      if (start >= from && start + 86_400_000 <= to) days.push(dayString(day))
    }
    return days
  })
}

describe.each(['demo', 'wb-demo'])('campaigns of %s', shop => {
  test('are paused, given other bids and budgets, and run out of money; nothing is paid on the days of a pause', () => {
    const kinds = new Set(campaignsOf(shop).flatMap(({ deeds }) => deeds.map(({ kind }) => kind)))
    for (const kind of [
      'created',
      'started',
      'paused',
      'resumed',
      'stopped',
      'budget',
      'bid',
      'added',
      'removed',
      'exhausted',
    ])
      expect(kinds, kind).toContain(kind)
    let pauses = 0
    for (const campaign of campaignsOf(shop))
      for (const day of pausedDays(campaign)) {
        pauses += 1
        expect(campaign.days.find(one => one.day === day)?.spend ?? 0, `${campaign.id} ${day}`).toBe(0)
      }
    expect(pauses).toBeGreaterThan(20)
  })

  test('bring orders that nobody would have made, fewer than are counted for them; together as many as the lift of the demand', () => {
    const days = campaignsOf(shop).flatMap(campaign => campaign.days)
    const lifted = sum(sandbox.demandTruth(shop).days, d => d.lambda * (1 - 1 / d.ads))
    expect(sum(days, d => d.incremental)).toBeCloseTo(lifted, 6)
    expect(lifted).toBeGreaterThan(50)
    for (const { spend, incremental, attributed, cannibalised } of days) {
      if (spend === 0) expect(incremental).toBe(0)
      if (attributed > 0) expect(cannibalised).toBeCloseTo(Math.max(0, 1 - incremental / attributed), 9)
    }
    expect(days.some(d => d.cannibalised > 0.3)).toBe(true)
    // Some of what advertising brings is counted for none.
    expect(days.some(d => d.incremental > d.attributed)).toBe(true)
    expect(sum(days, d => d.attributed)).toBeGreaterThan(sum(days, d => d.incremental))
  })

  test('run without effect and without deeds where advertising is left out', async () => {
    const without = await startSandbox({ today: TODAY, mechanisms: ['stock'] })
    const { campaigns } = without.causesTruth(shop, { from: today - 60 })
    await without.close()
    const days = campaigns.flatMap(campaign => campaign.days)
    expect(sum(days, d => d.spend)).toBeGreaterThan(0)
    expect(sum(days, d => d.incremental)).toBe(0)
    const kinds = new Set(campaigns.flatMap(({ deeds }) => deeds.map(({ kind }) => kind)))
    expect([...kinds].toSorted()).toEqual(['created', 'started', 'stopped'])
  })
})

describe.each(['demo', 'wb-demo'])('ratings of %s', shop => {
  test('make the demand of each day, and fall where goods are bad', () => {
    const { ratings, drops, badBatches } = truthOf(shop)
    const known = new Map(ratings.map(one => [`${one.id}/${one.day}`, one.rating]))
    for (const { id, day, rating } of sandbox.demandTruth(shop).days)
      expect(rating, `${id} ${day}`).toBeCloseTo(1 + 0.3 * ((known.get(`${id}/${day}`) ?? 4.5) - 4.5), 9)
    expect(drops.length).toBeGreaterThan(5)
    for (const { id, day, from, to } of drops) {
      expect(from - to).toBeGreaterThanOrEqual(0.1 - 1e-9)
      expect(known.get(`${id}/${day}`)).toBe(to)
    }
    // Of products that get worse more lose a tenth than of the others.
    const bad = new Set(badBatches.map(({ id }) => id))
    const fallen = new Set(drops.map(({ id }) => id))
    const all = [...new Set(ratings.map(({ id }) => id))]
    const share = (ids: readonly number[]) => ids.filter(id => fallen.has(id)).length / ids.length
    expect(bad.size).toBeGreaterThan(5)
    expect(share(all.filter(id => bad.has(id)))).toBeGreaterThan(share(all.filter(id => !bad.has(id))))
  })
})

describe.each(['demo', 'wb-demo'])('tariffs of %s', shop => {
  test('change twice a year in each category, the volume of few products is measured again, and discounts jump', () => {
    const { commissions, volumes, jumps, ratings } = truthOf(shop)
    const categories = new Set(commissions.map(({ category }) => category))
    expect(categories.size).toBeGreaterThan(5)
    for (const category of categories) {
      const own = commissions.filter(one => one.category === category)
      // What holds on the first of 400 days, and two changes a year.
      expect(own.length, `${category}`).toBeGreaterThanOrEqual(3)
      expect(own.length, `${category}`).toBeLessThanOrEqual(4)
      for (const [index, { points }] of own.slice(1).entries()) expect(points).not.toBe(own[index]?.points)
    }
    const measured = new Set(volumes.map(({ id }) => id))
    const all = new Set(ratings.map(({ id }) => id))
    expect(measured.size).toBeGreaterThan(0)
    expect(measured.size / all.size).toBeLessThan(0.08)
    expect(jumps.length).toBeGreaterThan(2)
    for (const { from, to } of jumps) expect(Math.abs(to - from)).toBeGreaterThanOrEqual(0.03 - 1e-9)
  })
})

describe.each(['demo', 'wb-demo'])('promotions and blocked cards of %s', shop => {
  test('make the demand of each day, and nobody orders what is blocked', () => {
    const { promotions, blocked } = truthOf(shop)
    const times = new Map<string, number>()
    const each = ({ from, to }: { from: string; to: string }, of: (day: string) => void) => {
      for (let day = dayNumber(from); day <= dayNumber(to); day++) of(dayString(day))
    }
    for (const stay of promotions)
      each(stay, day => times.set(`${stay.id}/${day}`, (times.get(`${stay.id}/${day}`) ?? 1) * stay.times))
    const shut = new Set<string>()
    for (const one of blocked) each(one, day => shut.add(`${one.id}/${day}`))
    let stopped = 0
    for (const { id, day, promotions: factor, blocked: open, orders } of sandbox.demandTruth(shop).days) {
      expect(factor, `${id} ${day}`).toBeCloseTo(times.get(`${id}/${day}`) ?? 1, 9)
      expect(open, `${id} ${day}`).toBe(shut.has(`${id}/${day}`) ? 0 : 1)
      if (open === 0) expect(orders, `${id} ${day}`).toBe(0)
      if (open === 0) stopped += 1
    }
    expect(stopped).toBeGreaterThan(20)
    // Some join later than their promotion begins, and some leave before it ends.
    const lasting = new Map<number, Set<string>>()
    for (const { promotion, from, to } of promotions)
      lasting.set(promotion, (lasting.get(promotion) ?? new Set()).add(`${from}/${to}`))
    expect([...lasting.values()].some(spans => spans.size > 1)).toBe(true)
  })
})

describe.each(['demo', 'wb-demo'])('the days asked for of %s', shop => {
  test('leave a drop of a rating and a jump of a discount where they are', () => {
    const whole = truthOf(shop)
    // From the days of a drop and of a jump on: what they are measured by comes before.
    for (const day of [whole.drops.at(-1)?.day, whole.jumps.at(-1)?.day]) {
      const from = day as string
      const since = <T extends { readonly day: string }>(rows: readonly T[]) =>
        rows.filter(row => row.day >= from)
      const part = sandbox.causesTruth(shop, { from: dayNumber(from) })
      expect(part.drops).toEqual(since(whole.drops))
      expect(part.jumps).toEqual(since(whole.jumps))
      expect(part.ratings).toEqual(since(whole.ratings))
      expect(part.shop).toEqual(since(whole.shop))
      expect(part.drops.length + part.jumps.length).toBeGreaterThan(0)
    }
  })

  test('may hold none, of which nothing is told', () => {
    const { from, to, ratings, cohorts, campaigns } = sandbox.causesTruth(shop, { from: today + 1 })
    expect([from > to, ratings, cohorts ?? []]).toEqual([true, [], []])
    expect(campaigns.flatMap(({ days }) => days)).toEqual([])
  })
})

/** Sums by month and line of all products, and of what is the shop's. */
function linesOf({ products, shop }: EconomicsTruth): Record<string, Record<string, number>> {
  const sums: Record<string, Record<string, number>> = {}
  const rest = Object.entries(shop).map(([month, lines]) => ({ month, lines }))
  for (const { month, lines } of [...products, ...rest])
    for (const [line, kopecks] of Object.entries(lines)) {
      const of = sums[month] ?? {}
      sums[month] = of
      of[line] = (of[line] ?? 0) + kopecks
    }
  for (const of of Object.values(sums))
    for (const [line, kopecks] of Object.entries(of)) if (kopecks === 0) delete of[line]
  return sums
}

const economics = {
  demo: once(() => sandbox.economicsTruth('demo')),
  'wb-demo': once(() => sandbox.economicsTruth('wb-demo')),
}

describe.each(['demo', 'wb-demo'] as const)('what each product of %s earned', shop => {
  const whole = economics[shop]
  type Profit = { readonly profit: Record<string, Record<string, number>> }

  test('adds up, with what is the shop’s, to its accruals in each month and line, to the kopeck', () => {
    const { from, to } = whole()
    const { profit } = sandbox.truthOf(shop, { from: dayNumber(from), to: dayNumber(to) }) as Profit
    for (const of of Object.values(profit))
      for (const [line, n] of Object.entries(of)) if (n === 0) delete of[line]
    expect(linesOf(whole())).toEqual(profit)
    const own = new Set(whole().products.flatMap(({ lines }) => Object.keys(lines)))
    for (const line of ['revenue', 'commission', 'delivery', 'returns', 'storage', 'ads'])
      expect(own).toContain(line)
  })

  test('is what is left of its lines when its pieces are paid for, each at its given cost', () => {
    const { products, costs } = whole()
    const hidden = ['cash_only', 'ads_settlement', 'bonus']
    let units = 0
    for (const { id, lines, units: sold, cost, profit } of products) {
      units += sold
      expect(cost + sold * (costs[id] ?? 0)).toBe(0)
      const kept = Object.entries(lines).filter(([line]) => !hidden.includes(line))
      expect(profit).toBe(sum(kept, ([, kopecks]) => kopecks) + cost)
    }
    expect(units).toBeGreaterThan(1000)
    const profits = products.map(({ profit }) => profit)
    expect([profits.some(n => n > 0), profits.some(n => n < 0)]).toEqual([true, true])
  })

  test('is the same month by month as over all of them', () => {
    const { products, shop: rest } = whole()
    for (const month of Object.keys(rest).filter((_, at) => at % 4 === 1)) {
      const first = dayNumber(`${month}-01`)
      const part = sandbox.economicsTruth(shop, { from: first, to: dayNumber(nextOf(month)) - 1 })
      const known = new Map(part.products.map(one => [one.id, one]))
      expect(part.shop).toEqual({ [month]: rest[month] })
      for (const one of products.filter(({ month: of }) => of === month))
        expect(known.get(one.id)).toEqual(one)
    }
  })

  test('lacks what buyers wanted and could not have: nothing where goods were everywhere, most where there were none', () => {
    const { products, from, to } = whole()
    const { days, outOfStock } = sandbox.demandTruth(shop, { from: dayNumber(from), to: dayNumber(to) })
    expect(sum(products, ({ lost }) => lost.orders)).toBeCloseTo(
      sum(days, d => d.wanted * (1 - d.reach)),
      6,
    )
    const out = sum(outOfStock, one => dayNumber(one.to) - dayNumber(one.from) + 1)
    expect(sum(products, ({ lost }) => lost.days)).toBe(out)
    expect(out).toBeGreaterThan(10)
    const missed = products.filter(({ lost }) => lost.orders > 0.5)
    expect(missed.length).toBeGreaterThan(20)
    for (const { lost } of missed) {
      expect(lost.revenue / lost.orders).toBeGreaterThan(10_000)
      expect(lost.revenue / lost.orders).toBeLessThan(3_000_000)
    }
    // What was lost by chance is near what was to be expected.
    const counted = sum(days, d => d.lost)
    expect(Math.abs(sum(products, ({ lost }) => lost.orders) / counted - 1)).toBeLessThan(0.15)
  })
})
const nextOf = (month: string): string => {
  const [year = 0, of = 0] = month.split('-').map(Number)
  return new Date(Date.UTC(year, of, 1)).toISOString().slice(0, 10)
}

test('pieces sold on Ozon are those of its realisation reports', () => {
  const { products } = economics.demo()
  const { realized } = sandbox.truth('demo')
  let compared = 0
  for (const [month, { delivered, returned }] of Object.entries(realized)) {
    const pieces = (side: typeof delivered) => sum(Object.values(side), ({ units }) => units)
    const own = products.filter(one => one.month === month)
    expect(
      sum(own, ({ units }) => units),
      month,
    ).toBe(pieces(delivered) - pieces(returned))
    const paid = (side: typeof delivered) =>
      sum(Object.values(side), ({ amount, bonus, partners }) => amount + bonus + partners)
    expect(
      sum(own, ({ lines }) => lines.revenue ?? 0),
      month,
    ).toBe(paid(delivered) - paid(returned))
    compared += 1
  }
  expect(compared).toBeGreaterThan(11)
})

test('cohorts are those of however many orders', () => {
  const first = dayNumber('2026-01-01')
  const orders = Array.from({ length: 200_000 }, (_, n) => ({ buyer: n % 150_000, day: first }))
  expect(cohortsOf(orders)).toEqual([{ month: '2026-01', buyers: 150_000, again: 50_000, later: [50_000] }])
})

test('pieces sold on Wildberries are those of the lines of its reports, by card', async () => {
  const { from, to, products } = economics['wb-demo']()
  const response = await fetch(`${sandbox.hosts['wb-finance']}/api/finance/v1/sales-reports/detailed`, {
    method: 'POST',
    headers: { authorization: sandbox.tokens.readonly.token, 'content-type': 'application/json' },
    body: JSON.stringify({
      ...{ dateFrom: from, dateTo: to, period: 'daily' },
      fields: ['nmId', 'docTypeName', 'sellerOperName', 'quantity'],
    }),
  })
  const lines = (await response.json()) as Record<string, string | number>[]
  // Corrections of a sale or a return say by their document which way the goods go.
  const sales = ['Продажа', 'Возврат', 'Коррекция продаж', 'Сторно продаж', 'Сторно возвратов']
  const pieces: Record<string, number> = {}
  for (const { nmId = 0, docTypeName, sellerOperName, quantity } of lines) {
    if (!sales.includes(String(sellerOperName))) continue
    pieces[nmId] = (pieces[nmId] ?? 0) + (docTypeName === 'Возврат' ? -1 : 1) * Number(quantity)
  }
  const told: Record<string, number> = {}
  for (const { id, units } of products) told[id] = (told[id] ?? 0) + units
  const sold = (of: Record<string, number>) =>
    Object.fromEntries(Object.entries(of).filter(([, n]) => n !== 0))
  expect(sold(told)).toEqual(sold(pieces))
  expect(sum(Object.values(pieces), Number)).toBeGreaterThan(1000)
})
