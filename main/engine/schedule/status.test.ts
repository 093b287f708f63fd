import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { DAY, MINUTE, NOON, shopRow, world } from '../../../tests/support/schedule-world.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setImmediate', 'clearImmediate'] })
})
afterEach(() => {
  vi.useRealTimers()
})

describe('C.1: the settings', () => {
  test('paused: nothing is started, and letting go catches up', () => {
    const { one, background, look, pass, ticks, lines } = world([shopRow(1)], NOON)
    look()
    background.paused = true
    one.start(ticks)
    expect(pass(2 * DAY)).toEqual({})
    background.paused = false
    expect(look()).toHaveLength(3)
    // Two days of it are two lines of the log.
    expect(lines).toEqual(['schedule_blocked all_paused', 'schedule_goes_on'])
  })

  test('in quiet hours nothing is started, and their end catches up', () => {
    // From 15:10 in Moscow.
    const { background, look, pass } = world([shopRow(1)], NOON)
    look()
    background.quiet = { from: '15:00', to: '18:00' }
    expect(pass(170 * MINUTE)).toEqual({})
    expect(pass(MINUTE)).toEqual({ '1 ads': 1, '1 frequent': 1 })
  })

  test('on battery, sparing it, the many times a day become every four hours', () => {
    const { background, look, pass, tell } = world([shopRow(1)], NOON)
    look()
    background.economy = 'battery'
    tell({ onBattery: true })
    expect(pass(DAY)).toEqual({ '1 ads': 6, '1 daily': 1, '1 frequent': 6 })
    tell({ onBattery: false })
    expect(pass(DAY)).toMatchObject({ '1 frequent': 48 })
  })

  test('only while the window is open', () => {
    const { background, look, pass, tell } = world([shopRow(1)], NOON)
    look()
    background.onlyWhileOpen = true
    tell({ windowOpen: false })
    expect(pass(DAY)).toEqual({})
    tell({ windowOpen: true })
    expect(look()).toHaveLength(3)
  })

  test('new quiet hours get their tick, and whatever was chosen is looked at', () => {
    const { one, ticks, counted, background, started } = world([shopRow(1)], NOON)
    background.paused = true
    one.start(ticks)
    vi.runAllTimers()
    background.paused = false
    one.backgroundChanged()
    expect(counted()).toBe(2)
    expect(started).toEqual([])
    vi.runAllTimers()
    expect(started).toHaveLength(3)
  })
})

describe('C.1: refused keys', () => {
  test('nothing is started but a question an hour, and keys that work again are caught up', () => {
    const shops = [shopRow(1, { status: 'auth_error' }), shopRow(2)]
    const { look, pass, probed } = world(shops, NOON)
    expect(look().sort()).toEqual(['2 ads', '2 daily', '2 frequent'])
    expect(Object.keys(pass(DAY)).every(run => run.startsWith('2 '))).toBe(true)
    expect(probed).toEqual(Array.from({ length: 25 }, () => 1))
    shops[0] = shopRow(1)
    expect(look().sort()).toEqual(['1 ads', '1 daily', '1 frequent'])
  })

  test('are not asked about while everything is paused or there is no line', () => {
    const { background, pass, probed, tell } = world([shopRow(1, { status: 'auth_error' })], NOON)
    background.paused = true
    pass(DAY)
    background.paused = false
    tell({ online: false })
    pass(DAY)
    expect(probed).toEqual([])
  })
})

describe('C.1: ad access that comes later', () => {
  test('is caught up at once: no slot of a coordinator without steps was served before', () => {
    const shops = [shopRow(1, { perfClientId: null })]
    const { look, one, running, end } = world(shops, NOON)
    one.all(null)
    for (const run of [...running]) end(run)
    expect(look()).toEqual([])
    shops[0] = shopRow(1)
    expect(look()).toEqual(['1 ads'])
  })
})

describe('C.1: whether runs may begin', () => {
  test('they may of a shop that is there, while nothing holds it', () => {
    const { one, background } = world([shopRow(1), shopRow(2, { status: 'paused' })], NOON)
    expect([1, 2, 3].map(one.mayStart)).toEqual([true, false, false])
    background.paused = true
    expect(one.mayStart(1)).toBe(false)
  })
})

describe('C.1: next time, and why not', () => {
  test('on its minute a slot still comes, until its second', () => {
    const shop = shopRow(1)
    const { one, look, set } = world([shop], NOON)
    look()
    set('2026-11-18T12:30:05Z')
    expect(one.status(shop, 'frequent')).toMatchObject({ nextAt: '2026-11-18T12:30:10.000Z' })
    set('2026-11-18T12:30:10Z')
    expect(one.status(shop, 'frequent')).toMatchObject({ nextAt: '2026-11-18T12:30:10.000Z' })
    look()
    expect(one.status(shop, 'frequent')).toMatchObject({ nextAt: '2026-11-18T13:00:10.000Z' })
  })

  test('a served shop comes next at its slot, with the seconds of this installation', () => {
    const shop = shopRow(1)
    const { one, look } = world([shop], NOON)
    look()
    expect(one.status(shop, 'frequent')).toEqual({
      every: 30 * MINUTE,
      nextAt: '2026-11-18T12:30:10.000Z',
      blocker: null,
    })
    expect(one.status(shop, 'daily')).toMatchObject({ nextAt: '2026-11-19T03:00:20.000Z', blocker: null })
    expect(one.status(shopRow(1, { perfClientId: null }), 'ads')).toMatchObject({
      nextAt: null,
      blocker: null,
    })
  })

  test('what the marketplace has put off comes at its instant, whatever slots fall before, but not in the quiet hours', () => {
    const shop = shopRow(1)
    const { one, background, look } = world([shop], NOON)
    look()
    const until = Date.parse(NOON) + 170 * MINUTE
    const of = (putOff: number | null) => one.status(shop, 'frequent', putOff).nextAt
    expect(of(until)).toBe(new Date(until).toISOString())
    background.quiet = { from: '17:30', to: '19:00' }
    expect(of(until)).toBe('2026-11-18T16:00:00.000Z')
    background.paused = true
    expect(of(until)).toBeNull()
  })

  test('a blocker that only the user can end has no time', () => {
    const { one, background } = world([shopRow(1)], NOON)
    expect(one.status(shopRow(1, { status: 'paused' }), 'daily')).toMatchObject({
      nextAt: null,
      blocker: 'paused',
    })
    background.paused = true
    expect(one.status(shopRow(1), 'daily')).toMatchObject({ nextAt: null, blocker: 'all_paused' })
  })

  test('quiet hours end at a time, and so does the sparse round', () => {
    const shop = shopRow(1)
    const { one, background, look } = world([shop], NOON)
    look()
    background.economy = 'always'
    expect(one.status(shop, 'frequent')).toMatchObject({
      nextAt: '2026-11-18T16:00:10.000Z',
      blocker: 'economy',
    })
    expect(one.status(shop, 'daily')).toMatchObject({ blocker: null })
    background.economy = 'off'
    // Hours that the slot does not fall into change nothing.
    background.quiet = { from: '16:00', to: '18:00' }
    expect(one.status(shop, 'frequent')).toMatchObject({ nextAt: '2026-11-18T12:30:10.000Z', blocker: null })
    background.quiet = { from: '15:30', to: '18:00' }
    expect(one.status(shop, 'frequent')).toMatchObject({ nextAt: '2026-11-18T15:00:00.000Z', blocker: null })
    background.quiet = { from: '15:00', to: '18:00' }
    expect(one.status(shop, 'frequent')).toMatchObject({
      nextAt: '2026-11-18T15:00:00.000Z',
      blocker: 'quiet',
    })
  })
})

describe('older history', () => {
  /** A shop for which everything that was due has been loaded. */
  function rested() {
    const of = world([shopRow(1), shopRow(2, { loaded: false })], NOON)
    of.look()
    return of
  }

  test('may be read while nothing blocks the shop, and not before its first load has ended', () => {
    const { one, background } = rested()
    expect([1, 2, 3].map(one.mayReadOlder)).toEqual([true, false, false])
    for (const change of [
      { paused: true },
      { quiet: { from: '15:00', to: '18:00' } },
      { olderHistory: false },
    ]) {
      const before = { ...background }
      Object.assign(background, change)
      expect(one.mayReadOlder(1), JSON.stringify(change)).toBe(false)
      Object.assign(background, before)
      expect(one.mayReadOlder(1)).toBe(true)
    }
  })

  test('may not be read offline, nor on battery or a connection that is to be saved', () => {
    const { one, background, tell } = rested()
    tell({ online: false })
    expect(one.mayReadOlder(1)).toBe(false)
    tell({ online: true, onBattery: true })
    expect(one.mayReadOlder(1)).toBe(true)
    background.economy = 'battery'
    expect(one.mayReadOlder(1)).toBe(false)
    tell({ onBattery: false })
    expect(one.mayReadOlder(1)).toBe(true)
    background.economy = 'always'
    expect(one.mayReadOlder(1)).toBe(false)
  })

  test('may not be read while fresh data is due', () => {
    const { one, look, set } = rested()
    set('2026-11-18T12:29:00Z')
    expect(one.mayReadOlder(1)).toBe(true)
    set('2026-11-18T12:31:00Z')
    expect(one.mayReadOlder(1)).toBe(false)
    look()
    expect(one.mayReadOlder(1)).toBe(true)
  })
})
