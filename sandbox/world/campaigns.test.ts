import { describe, expect, test } from 'vitest'
import { DAY, dayNumber, endOfDay, moscowDay, startOfDay } from '../clock.ts'
import { makeCampaigns as ozonCampaigns } from '../ozon/world/campaigns.ts'
import { makeProducts } from '../ozon/world/products.ts'
import { makeCampaigns as wbCampaigns } from '../wb/world/campaigns.ts'
import { makeCards } from '../wb/world/cards.ts'
import { shownSoFar } from './ad-day-truth.ts'
import type { Deed, Run, Script } from './campaigns.ts'
import { runOf } from './campaigns.ts'

const FROM = dayNumber('2026-01-12')
const NOW = endOfDay(FROM + 299)

/** A campaign of three items that cost 1,000 kopecks a day at their first bid. */
const made = (number: number, of: Partial<Script> = {}): Run =>
  runOf({
    keys: [7, number],
    createdAt: startOfDay(FROM) - DAY,
    fromDay: FROM,
    toDay: null,
    bids: [500, 500, 500],
    step: 10,
    budget: 30_000,
    week: FROM % 7,
    cost: (_, __, bid) => bid * 2,
    steady: false,
    ...of,
  })
const runs = Array.from({ length: 40 }, (_, number) => made(number))
const all = runs.flatMap(run => run.deeds(NOW))
const of = <K extends Deed['kind']>(kind: K, deeds: readonly Deed[] = all) =>
  deeds.filter((deed): deed is Extract<Deed, { kind: K }> => deed.kind === kind)

describe('the life of a campaign', () => {
  test('has every kind of deed, in the order of time', () => {
    for (const kind of [
      'created',
      'started',
      'paused',
      'resumed',
      'exhausted',
      'renewed',
      'budget',
      'bid',
      'added',
      'removed',
    ] as const)
      expect(of(kind).length, kind).toBeGreaterThan(10)
    for (const run of runs) {
      const instants = run.deeds(NOW).map(({ at }) => at)
      expect(instants).toEqual(instants.toSorted((a, b) => a - b))
      expect(run.deeds(NOW)[0]).toEqual({ at: run.createdAt, kind: 'created' })
    }
  })

  test('a later moment only adds deeds', () => {
    for (const [number, run] of runs.entries()) {
      const before = made(number).deeds(NOW - 100 * DAY)
      expect(run.deeds(NOW).slice(0, before.length)).toEqual(before)
    }
    expect(of('stopped', made(1, { toDay: FROM + 40 }).deeds(NOW))).toEqual([
      { at: endOfDay(FROM + 40), kind: 'stopped' },
    ])
    expect(
      made(1, { toDay: FROM + 40 })
        .deeds(NOW)
        .at(-1)?.kind,
    ).toBe('stopped')
  })

  test('nothing is shown of a campaign while it is paused, and a part of its first and last day', () => {
    for (const run of runs) {
      const [paused, resumed] = [of('paused', run.deeds(NOW)), of('resumed', run.deeds(NOW))]
      for (const [index, { at }] of paused.entries()) {
        const end = resumed[index]?.at ?? NOW
        const [first, last] = [moscowDay(at), moscowDay(end)]
        for (let day = first + 1; day < last; day++) expect(run.on(day).share).toBe(0)
        expect(run.on(first).share).toBeLessThanOrEqual((at - startOfDay(first)) / DAY)
        expect(run.stateAt(at)).toBe('paused')
        expect(run.stateAt(at - 1)).not.toBe('paused')
        if (end < NOW) expect(run.stateAt(end)).not.toBe('paused')
      }
    }
  })

  test('what a day shows grows by its minutes: nothing before the campaign runs, never less, and all of it in its last minute', () => {
    let cut = 0
    for (const run of runs)
      for (let day = FROM + 20; day < FROM + 80; day++) {
        const { share } = run.on(day)
        if (share === 1 && day % 20 > 0) continue
        const start = startOfDay(day)
        const whole = share === 0 ? 0 : 9_973
        const by = (at: number) => run.shownBy(9_973, day, at)
        const runsIn = Array.from({ length: 1440 }, (_, minute) => start + minute * 60_000).filter(
          at => run.stateAt(at) === 'running',
        )
        const [first, last] = [runsIn[0] ?? start, runsIn.at(-1) ?? start]
        expect([by(start - 1), by(first - 1), by(last)]).toEqual([0, 0, whole])
        expect([by(endOfDay(day) - 59_999), by(endOfDay(day)), by(endOfDay(day + 9))]).toEqual(
          Array(3).fill(whole),
        )
        const seen = [0, 1, 9 * 60 + 15, 13 * 60, 20 * 60 + 7].map(minute => start + minute * 60_000 + 30_000)
        expect(seen.map(by)).toEqual(seen.map(at => shownSoFar(run, day, at)(9_973)))
        expect(seen.map(by)).toEqual(seen.map(by).toSorted((a, b) => a - b))
        if (share > 0 && share < 1) cut += 1
      }
    expect(cut).toBeGreaterThan(20)
  })

  test('a week costs no more than its budget, and the campaign stands still from the instant at which that is spent', () => {
    let spent = 0
    for (const run of runs)
      for (let week = FROM; week + 6 < FROM + 299; week += 7) {
        const days = Array.from({ length: 7 }, (_, i) => week + i)
        const costs = days.map(day => {
          const { share, bids } = run.on(day)
          return bids.reduce((sum: number, bid) => sum + (bid ?? 0) * 2 * share, 0)
        })
        const cost = costs.reduce((a, b) => a + b, 0)
        spent += cost
        const budgets = days.map(day => run.budgetAt(startOfDay(day)))
        expect(cost).toBeLessThanOrEqual(Math.max(...budgets) + 0.001)
        if (new Set(budgets).size > 1) continue
        expect(run.leftAt(startOfDay(week + 3))).toBeCloseTo(
          (budgets[0] as number) - costs.slice(0, 3).reduce((a, b) => a + b, 0),
        )
        const out = of('exhausted', run.deeds(NOW)).find(({ at }) => days.includes(moscowDay(at)))
        if (!out) continue
        expect(cost, `${week}`).toBeCloseTo(budgets[0] as number)
        expect(run.stateAt(out.at)).toBe('exhausted')
        expect(run.leftAt(out.at)).toBeCloseTo(0)
        expect(run.leftAt(out.at - 60_000)).toBeGreaterThan(0)
        for (const day of days) if (day > moscowDay(out.at)) expect(run.on(day).share).toBe(0)
      }
    expect(spent).toBeGreaterThan(0)
  })

  test('bids and items of a day are those that the deeds before it have left', () => {
    for (const run of runs) {
      const bids: (number | null)[] = run.on(FROM).bids.slice()
      const first = run.on(FROM).bids
      expect(first.slice(0, 2)).toEqual([500, 500])
      const current = [500, 500, 500]
      for (const deed of run.deeds(NOW)) {
        if (deed.kind === 'bid') {
          expect(deed.before).toBe(current[deed.item])
          current[deed.item] = deed.after
          if (bids[deed.item] !== null) bids[deed.item] = deed.after
        } else if (deed.kind === 'added') bids[deed.item] = current[deed.item] as number
        else if (deed.kind === 'removed') bids[deed.item] = null
        else continue
        const day = moscowDay(deed.at)
        const another = run
          .deeds(NOW)
          .some(
            ({ at, kind }) =>
              at > deed.at && moscowDay(at) === day && ['bid', 'added', 'removed'].includes(kind),
          )
        if (!another) expect(run.on(day + 1).bids).toEqual(bids)
      }
    }
  })

  test('a steady one runs from its start to its end', () => {
    const run = made(3, { steady: true, toDay: FROM + 90, budget: 0 })
    expect(run.deeds(NOW).map(({ kind }) => kind)).toEqual(['created', 'started', 'stopped'])
    for (const day of [FROM, FROM + 45, FROM + 90])
      expect(run.on(day)).toMatchObject({ share: 1, bids: [500, 500, 500] })
    for (const day of [FROM - 1, FROM + 91]) expect(run.on(day).share).toBe(0)
    expect([FROM - 1, FROM, FROM + 91].map(day => run.stateAt(startOfDay(day)))).toEqual([
      'planned',
      'running',
      'ended',
    ])
  })
})

describe('the budget of a campaign', () => {
  const gone = startOfDay(FROM + 200)
  const outOf = (campaigns: readonly { readonly run: Run }[], from: number, until: number) =>
    campaigns.flatMap(({ run }) => of('exhausted', run.deeds(until)).filter(({ at }) => at >= from))

  test('is not used up by products that are archived', () => {
    const products = makeProducts(7, FROM, 40)
    const made = (archivedAt: number | null) =>
      ozonCampaigns(
        7,
        FROM,
        products.map(p => ({ ...p, createdAt: startOfDay(FROM - 9), archivedAt })),
        { scale: 1, steady: false },
      )
    expect(outOf(made(null), gone, NOW).length).toBeGreaterThan(5)
    // The week of the archiving may have been paid for before.
    expect(outOf(made(gone), gone, NOW)).toEqual([])
  })

  test('is not used up by products or cards that are yet to be made', () => {
    const products = makeProducts(7, FROM, 40).map(p => ({ ...p, archivedAt: null }))
    const cards = makeCards(7, FROM, 600)
    const since = <T extends object>(things: readonly T[], createdAt: number) =>
      things.map(thing => ({ ...thing, createdAt }))
    const on = (createdAt: number) => [
      ozonCampaigns(7, FROM, since(products, createdAt), { scale: 1, steady: false }),
      wbCampaigns(7, FROM, since(cards, createdAt), false),
    ]
    for (const campaigns of on(startOfDay(FROM - 9)))
      expect(outOf(campaigns, 0, gone).length).toBeGreaterThan(2)
    for (const campaigns of on(gone)) expect(outOf(campaigns, 0, gone)).toEqual([])
  })
})
