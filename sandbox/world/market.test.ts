import { beforeAll, describe, expect, test } from 'vitest'
import { DAY, dayNumber, dayString, endOfDay, moscowDay } from '../clock.ts'
import { contentsOf as ozonContents } from '../ozon/world/content.ts'
import type { OzonMarket } from '../ozon/world/market.ts'
import { makeOzonMarket } from '../ozon/world/market.ts'
import { orderDay } from '../ozon/world/orders.ts'
import { contentsOf as wbContents } from '../wb/world/content.ts'
import type { WbMarket } from '../wb/world/market.ts'
import { makeWbMarket } from '../wb/world/market.ts'
import type { ContentChange } from './content.ts'
import { contentClock } from './content.ts'
import { effectOf, felt, partAfter } from './content-effect.ts'
import type { Mechanism } from './demand.ts'
import { liftOf, MECHANISMS, peakOn, shockOn } from './demand.ts'
import { type DemandTruth, demandTruth } from './demand-truth.ts'
import { BY_HOURS, EVEN } from './hours.ts'
import type { Market } from './market.ts'
import { COUNT_EVERY } from './shelves.ts'

const TODAY = dayNumber('2026-11-24')
const START = TODAY - 250
const HOUR = 3_600_000
const MOSCOW = 3 * HOUR
const now = (TODAY + 1) * 86_400_000 - 3 * 3_600_000 - 1

/** Cards have changed since a year ago. */
const OF = {
  script: (day: number) => contentClock(TODAY, endOfDay(day), { since: TODAY - 365, lookBack: 0 }),
}

type Maker = (of?: { seed?: number; mechanisms?: readonly Mechanism[]; startDay?: number }) => Market<unknown>
const makeOzon = ({
  seed = 1,
  mechanisms = MECHANISMS,
  startDay = START,
}: Parameters<Maker>[0] = {}): OzonMarket =>
  makeOzonMarket({
    ...OF,
    seed,
    startDay,
    products: 40,
    scale: 1,
    sizes: { perDay: 31, fbs: true },
    mechanisms,
  })
const MAKERS: readonly (readonly [string, Maker, (market: Market<unknown>) => readonly ContentChange[]])[] = [
  [
    'Ozon',
    makeOzon,
    market => ozonContents(market.seed, OF.script(TODAY), (market as OzonMarket).products).changes,
  ],
  [
    'Wildberries',
    ({ seed = 101, mechanisms = MECHANISMS, startDay = START } = {}) =>
      makeWbMarket({
        ...OF,
        seed,
        startDay,
        cards: 60,
        adsDay: startDay,
        sizes: { perDay: 40, fbs: true },
        mechanisms,
      }),
    market => wbContents(market.seed, OF.script(TODAY), (market as WbMarket).cards).changes,
  ],
]
const truthOf = (market: Market<unknown>, from = START): DemandTruth =>
  demandTruth(market, { from, to: TODAY, now })
const sum = <T>(rows: readonly T[], of: (row: T) => number): number => rows.reduce((n, row) => n + of(row), 0)
const total = (places: Readonly<Record<string, number>>): number => sum(Object.values(places), n => n)

/** Expects a count to be as expected within four standard deviations, for counts that vary by 1/k more than those of chance alone. */
function expectAbout(is: number, wanted: number, name: string): void {
  expect(Math.abs(is - wanted), `${name}: ${is} for ${wanted.toFixed(1)}`).toBeLessThan(
    4 * Math.sqrt(wanted * 1.6) + 3,
  )
}

describe.each(MAKERS)('the market of %s', (_name, make) => {
  let market: Market<unknown>
  let truth: DemandTruth
  let even: DemandTruth | undefined
  beforeAll(() => {
    market = make()
    truth = truthOf(market)
  })

  test('no goods appear or vanish: each day begins with the day before, less what was sold, and with what came in', () => {
    const known = new Map<string, DemandTruth['stock'][number]>()
    let moves = 0
    for (const row of truth.stock) {
      for (const [place, pieces] of Object.entries(row.places))
        expect(pieces, `${row.goods} ${place} ${row.day}`).toBeGreaterThanOrEqual(0)
      const before = known.get(`${row.id}/${row.goods}`)
      known.set(`${row.id}/${row.goods}`, row)
      if (!before) continue
      const came = row.supplied + row.returned - row.writtenOff + row.counted
      expect(total(row.places), `${row.goods} ${row.day}`).toBe(total(before.places) - before.shipped + came)
      moves += before.shipped + row.supplied + row.returned
    }
    expect(moves).toBeGreaterThan(10_000)
  })

  test('all supplies that arrive are in the moves, and one in twenty has not as many pieces as planned', () => {
    const arrived = truth.supplies.filter(({ arrives }) => arrives <= truth.to)
    const supplied = new Map<string, number>()
    for (const { id, goods, arrives, accepted } of arrived)
      supplied.set(`${id}/${goods}/${arrives}`, (supplied.get(`${id}/${goods}/${arrives}`) ?? 0) + accepted)
    const moves = new Map(
      truth.stock.map(({ id, goods, day, supplied }) => [`${id}/${goods}/${day}`, supplied]),
    )
    for (const [key, pieces] of supplied) expect(moves.get(key) ?? 0, key).toBeGreaterThanOrEqual(pieces)
    // Supplies that were under way when the world begins, and first goods of new products, are in no list.
    expect(sum([...moves.values()], n => n)).toBeLessThan(sum([...supplied.values()], n => n) * 1.25)
    const odd = arrived.filter(({ planned, accepted }) => planned !== accepted).length
    expectAbout(odd, arrived.length / 20, 'supplies with a difference')
    expect(odd).toBeGreaterThan(0)
  })

  test('orders are as many as were expected, in all and of each product', () => {
    expectAbout(sum(truth.days, d => d.orders) / 4, sum(truth.days, d => d.lambda) / 4, 'orders')
    for (const { id } of truth.products) {
      const own = truth.days.filter(day => day.id === id)
      expectAbout(
        sum(own, d => d.orders),
        sum(own, d => d.lambda),
        `orders of ${id}`,
      )
    }
  })

  test('orders come by the curve of the day: few at night, most in the evening', () => {
    const { hours } = truth
    expect(hours).toHaveLength(24)
    expect(sum(hours, part => part)).toBeCloseTo(1, 9)
    const made = madeByHour(market)
    const all = sum(made, n => n)
    expect(all).toBeGreaterThan(5000)
    const between = (from: number, to: number) => sum(made.slice(from, to), n => n) / all
    expect(between(1, 6), 'night').toBeLessThan(0.06)
    expect(between(19, 23), 'evening').toBeGreaterThan(0.26)
    expect(made.indexOf(Math.max(...made)), 'peak').toBeGreaterThan(18)
    const even = hours.map(() => 1 / 24)
    expect(distance(made, hours), 'from the curve').toBeLessThan(75)
    expect(distance(made, even), 'from an even day').toBeGreaterThan(1000)
    expect(distance(madeByHour(make({ mechanisms: [] })), even), 'without seasons').toBeLessThan(75)
  })

  test('what empty shelves lost is what would have been ordered less what was', () => {
    const lost = sum(truth.days, d => d.lost)
    // Goods run out on the better days of a product, on which more is wanted than is expected.
    const expected = sum(truth.days, d => d.wanted * (1 - d.reach))
    expect(Math.abs(lost / expected - 1), `${lost} for ${expected}`).toBeLessThan(0.2)
    expect(lost).toBeGreaterThan(150)
    const endless = truthOf(make({ mechanisms: MECHANISMS.filter(m => m !== 'stock') }))
    expect(sum(endless.days, d => d.lost)).toBe(0)
    expect(endless.stock.filter(({ places }) => total(places) === 0)).toEqual([])
    // With the same buyers, all that they want is there.
    const of = (days: DemandTruth['days']) => sum(days, d => d.orders)
    const level = sum(truth.days, d => d.wanted) / sum(endless.days, d => d.wanted)
    expect(Math.abs((of(truth.days) + lost) / (of(endless.days) * level) - 1)).toBeLessThan(0.02)
  })

  test('nobody orders what lies nowhere, and goods that have run out stay out for days', () => {
    const empty = new Set<string>()
    for (const { id, from, to } of truth.outOfStock)
      for (let day = dayNumber(from); day <= dayNumber(to); day++) empty.add(`${id}/${day}`)
    const out = truth.days.filter(({ id, day }) => empty.has(`${id}/${dayNumber(day)}`))
    expect(out.length).toBeGreaterThan(3)
    for (const { id, day, orders, reach } of out) expect([id, day, orders, reach]).toEqual([id, day, 0, 0])
    const runs = { days: 0, starts: 0 }
    const wasEmpty = new Map<string, boolean>()
    for (const { id, goods, places } of truth.stock) {
      const isEmpty = total(places) === 0
      if (isEmpty) runs.days += 1
      if (isEmpty && wasEmpty.get(`${id}/${goods}`) !== true) runs.starts += 1
      wasEmpty.set(`${id}/${goods}`, isEmpty)
    }
    expect(runs.starts).toBeGreaterThan(20)
    expect(runs.days / runs.starts).toBeGreaterThan(2)
  })

  test('is the same for a seed, and another one for another', () => {
    const orders = (of: Market<unknown>) => of.ordersOn(TODAY - 9)
    expect(orders(make())).toEqual(orders(market))
    expect(truthOf(make(), TODAY - 30)).toEqual(truthOf(market, TODAY - 30))
    expect(orders(make({ seed: 7 }))).not.toEqual(orders(market))
  })

  test('a count of all goods takes no supply back that was ordered before it', () => {
    const day = COUNT_EVERY * Math.floor(TODAY / COUNT_EVERY)
    const other = make({ startDay: day - 60 })
    other.ordersOn(day - 1)
    const before = [...other.shelves.supplies]
    other.ordersOn(day)
    expect(other.shelves.supplies.slice(0, before.length)).toEqual(before)
    expect(before.length).toBeGreaterThan(20)
    // Until then nothing is ordered that would come after it.
    expect(before.every(({ arrives }) => arrives < day)).toBe(true)
  })

  test('days may be asked for in any order', () => {
    const other = make()
    expect(other.ordersOn(TODAY)).toEqual(market.ordersOn(TODAY))
    expect(other.ordersOn(START)).toEqual(market.ordersOn(START))
    expect(other.ordersOn(START).length).toBeGreaterThan(5)
  })

  test('a shop that is begun a day later sells on as it did, but for its youngest products', () => {
    const numbers = (of: Market<unknown>) =>
      Array.from({ length: 90 }, (_, ago) => of.ordersOn(TODAY - ago) as readonly Numbered[])
        .flat()
        .map(order => order.postingNumber ?? order.srid)
    const before = new Set(numbers(market))
    const after = numbers(make({ startDay: START + 1 }))
    const same = after.filter(number => before.has(number)).length
    expect(same / Math.max(before.size, after.length)).toBeGreaterThan(0.9)
  })

  test.each(MECHANISMS)('«%s» alone is in a world of its own, and every other cause is 1 there', only => {
    const alone = truthOf(make({ mechanisms: [only] }), TODAY - 180)
    even ??= truthOf(make({ mechanisms: [] }), TODAY - 180)
    expect(alone.mechanisms).toEqual([only])
    for (const cause of MECHANISMS) {
      if (cause === 'stock' || cause === 'noise' || cause === 'buyers') continue
      const values = new Set(alone.days.map(day => day[cause]))
      if (cause === only) expect(values.size, cause).toBeGreaterThan(only === 'blocked' ? 1 : 2)
      else expect([...values], cause).toEqual([1])
    }
    expect(alone.days.some(({ lost }) => lost > 0)).toBe(only === 'stock')
    // Who buys changes nothing in what is bought.
    if (only === 'buyers') expect(alone.days).toEqual(even.days)
    else expect(sum(alone.days, d => d.orders)).not.toBe(sum(even.days, d => d.orders))
    expectAbout(sum(alone.days, d => d.orders) / 4, sum(alone.days, d => d.lambda) / 4, only)
  })
})

describe.each(MAKERS)('what a seller of %s does', (_name, make, changesOf) => {
  test('prices change now and then, and one change in four moves nobody; the others do by the elasticity of their product', () => {
    const market = make({ mechanisms: ['prices'] })
    const { prices, products, days } = truthOf(market)
    const changes = prices.filter(({ before, after }) => before !== after)
    expect(changes.length / products.length).toBeGreaterThan(1.5)
    expect(changes.length / products.length).toBeLessThan(6)
    expect(prices.some(({ before, after }) => before === after)).toBe(true)
    const unmoved = changes.filter(({ effect }) => effect === 1).length / changes.length
    expect(unmoved).toBeGreaterThan(0.15)
    expect(unmoved).toBeLessThan(0.35)
    const many = new Map<number, number>()
    for (const { index } of market.items)
      for (const { at } of market.prices.changes(index, now)) many.set(at, (many.get(at) ?? 0) + 1)
    expect(Math.max(...many.values())).toBeGreaterThan(products.length / 4)
    for (const { id, elasticity, category } of products) {
      expect(elasticity).toBeLessThanOrEqual(-0.5)
      expect(elasticity).toBeGreaterThanOrEqual(-3)
      const own = prices.filter(change => change.id === id)
      for (const [index, change] of own.entries())
        expect(change.before, change.at).toBe(own[index - 1]?.after ?? change.before)
      expect(category).toBeGreaterThan(0)
    }
    // A price that was felt is in the orders of the days after, whatever the marketplace's discount does.
    const felt = changes.filter(({ effect }) => Math.abs(Math.log(effect)) > 0.3)
    expect(felt.length).toBeGreaterThan(5)
    for (const { id, at, effect } of felt) {
      const day = moscowDay(Date.parse(at))
      const on = (when: number) => days.find(d => d.id === id && d.day === dayString(when))?.prices
      const [before, after] = [on(day), on(day + 1)]
      const more = prices.filter(p => p.id === id && moscowDay(Date.parse(p.at)) === day).length > 1
      if (before === undefined || after === undefined || more) continue
      expect(Math.abs(Math.log(after / before / effect)), `${id} ${at}`).toBeLessThan(0.8)
      expect(after > before, `${id} ${at}`).toBe(effect > 1)
    }
  })

  test('a change of a card tells from the next day on, three days later in full, and is forgotten after two months', () => {
    const market = make({ mechanisms: ['content'] })
    const { days } = truthOf(market, TODAY - 180)
    const changes = felt(market, changesOf(market))
    expect(changes.filter(({ effect }) => effect !== 1).length).toBeGreaterThan(100)
    for (const { id, day, content } of days) {
      let times = 1
      for (const { card, day: on, effect } of changes)
        if (card === id) times *= 1 + (effect - 1) * partAfter(dayNumber(day) - dayNumber(on))
      expect(content, `${id} ${day}`).toBeCloseTo(times, 9)
    }
    expect(
      felt({ seed: market.seed, mechanisms: new Set() }, changesOf(market)).every(c => c.effect === 1),
    ).toBe(true)
    expect(Math.max(...days.map(({ content }) => content))).toBeGreaterThan(1.1)
    expect(Math.min(...days.map(({ content }) => content))).toBeLessThan(0.97)
  })

  test('advertising lifts orders, and those that are advertised more are lifted more', () => {
    const market = make({ mechanisms: ['ads'] })
    const { days } = truthOf(market, TODAY - 180)
    const indexOf = new Map(market.items.map(({ id, index }) => [id, index]))
    for (const { id, day, ads } of days) {
      const costs = market.adCosts(indexOf.get(id) as number, dayNumber(day))
      expect(ads, `${id} ${day}`).toBeCloseTo(1 + liftOf(sum(costs, c => c.spend)), 9)
    }
    const lifted = days.filter(({ ads }) => ads > 1)
    expect(lifted.length).toBeGreaterThan(days.length / 50)
    expect(lifted.length).toBeLessThan(days.length * 0.9)
    expect(days.every(({ ads }) => ads >= 1)).toBe(true)
  })
})

test('the effect of a change of content has its days, and is none for one in four', () => {
  expect([-1, 0, 1, 2, 3, 20, 33, 48, 63, 90].map(partAfter).map(part => Math.round(part * 100))).toEqual([
    0, 0, 33, 67, 100, 100, 100, 50, 0, 0,
  ])
  const effects = Array.from({ length: 400 }, (_, i) => effectOf(1, { card: 7 + i, day: '2026-11-02' }))
  const none = effects.filter(effect => effect === 0).length
  expect(none).toBeGreaterThan(70)
  expect(none).toBeLessThan(140)
  expect(effects.some(effect => effect < 0)).toBe(true)
})

test('the second thousand roubles of advertising bring less than the first', () => {
  expect(liftOf(0)).toBe(0)
  expect(liftOf(100_000)).toBeGreaterThan(0.1)
  expect(liftOf(200_000) - liftOf(100_000)).toBeLessThan(liftOf(100_000) / 2)
})

test('orders of Ozon count on the day on which they are made, by both schemes', () => {
  const market = makeOzon()
  const { days } = truthOf(market, TODAY - 120)
  const made = new Map<string, number>()
  for (let day = TODAY - 120; day <= TODAY; day++)
    for (const posting of market.ordersOn(day)) {
      expect(orderDay(posting), posting.postingNumber).toBe(day)
      for (const { product } of posting.lines) {
        const key = `${product.productId}/${dayString(orderDay(posting))}`
        made.set(key, (made.get(key) ?? 0) + 1)
      }
    }
  for (const { id, day, orders } of days) expect(made.get(`${id}/${day}`) ?? 0, `${id} ${day}`).toBe(orders)
})

test.each([BY_HOURS, EVEN])(
  'the share of a day that is over and the moment of a share are one curve',
  curve => {
    const start = TODAY * DAY - MOSCOW
    const shares = Array.from({ length: 500 }, (_, i) => i / 500)
    const moments = shares.map(share => curve.moment(share, TODAY))
    for (const [i, at] of moments.entries())
      expect(curve.share(at, TODAY)).toBeCloseTo(shares[i] as number, 6)
    expect([...moments].sort((a, b) => a - b)).toEqual(moments)
    expect([moments[0], moscowDay(curve.moment(1 - 1e-9, TODAY))]).toEqual([start, TODAY])
    expect([-1, 0, DAY, 2 * DAY].map(ms => curve.share(start + ms, TODAY))).toEqual([0, 0, 1, 1])
  },
)

/** Orders of a market by Moscow hour. */
function madeByHour(market: Pick<Market<unknown>, 'ordersOn'>): readonly number[] {
  const made = new Array<number>(24).fill(0)
  for (let day = START; day <= TODAY; day++)
    for (const { createdAt, at } of market.ordersOn(day) as readonly Made[]) {
      const hour = Math.floor(((createdAt ?? at ?? Number.NaN) + MOSCOW - day * DAY) / HOUR)
      made[hour] = (made[hour] as number) + 1
    }
  return made
}

/** Chi-square of 23 degrees, a half more since a basket of several orders has one moment. */
const distance = (made: readonly number[], parts: readonly number[]): number => {
  const all = sum(made, n => n)
  return sum(
    [...parts.entries()],
    ([hour, part]) => ((made[hour] as number) - part * all) ** 2 / (part * all),
  )
}

type Made = { readonly createdAt?: number; readonly at?: number }
type Numbered = { readonly postingNumber?: string; readonly srid?: string }

test('holidays are on their days', () => {
  const on = (day: string) => peakOn(dayNumber(day))
  expect(
    ['2026-11-10', '2026-11-11', '2026-11-26', '2026-11-27', '2026-11-29', '2026-11-30'].map(on),
  ).toEqual([1, 1.5, 1, 1.45, 1.45, 1])
  expect([on('2025-11-28'), on('2027-11-26'), on('2027-01-03'), on('2026-12-31')]).toEqual([
    1.45, 1.45, 0.7, 1,
  ])
})

test('outages and sales are rare, short, and the same for all products of a shop', () => {
  const days = Array.from({ length: 640 }, (_, i) => shockOn(1, 64 * 320 + i))
  const count = (of: number) => days.filter(day => day === of).length
  expect([count(0.3), count(1.6)]).toEqual([10, 20])
  expect(count(1)).toBe(610)
})
