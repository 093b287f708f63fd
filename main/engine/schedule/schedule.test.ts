import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Coordinator, Trigger } from '#contract/schedule.ts'
import { marketplaceOf } from '../../../loaders/index.ts'
import { DAY, HOUR, NOON, type Run, shopRow, world } from '../../../tests/support/schedule-world.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setImmediate', 'clearImmediate'] })
})
afterEach(() => {
  vi.useRealTimers()
})

describe('C.1: coordinators', () => {
  test('in a day each shop is served once, every half an hour, every hour where it has ad access, and every two for the funnel of Wildberries', () => {
    const { look, pass } = world(
      [shopRow(1), shopRow(2, { marketplace: 'wb' }), shopRow(3, { perfClientId: null })],
      NOON,
    )
    expect(look().sort()).toEqual([
      '1 ads',
      '1 daily',
      '1 frequent',
      '2 ads',
      '2 daily',
      '2 frequent',
      '2 funnel',
      '3 daily',
      '3 frequent',
    ])
    expect(pass(DAY)).toEqual({
      '1 ads': 24,
      '1 daily': 1,
      '1 frequent': 48,
      '2 ads': 24,
      '2 daily': 1,
      '2 frequent': 48,
      '2 funnel': 12,
      '3 daily': 1,
      '3 frequent': 48,
    })
  })

  test('a run has the steps of its coordinator and no others', () => {
    const { one, started } = world([shopRow(1)], NOON)
    one.look()
    for (const { trigger, steps } of started)
      expect(steps).toEqual(
        marketplaceOf('ozon')
          .steps.filter(({ refresh }) => refresh === (trigger as Coordinator))
          .map(({ id }) => id),
      )
  })

  test('a look reads the settings once, however many shops and coordinators there are', () => {
    const refused = shopRow(4, { status: 'auth_error' })
    const { one, settingsRead } = world([shopRow(1), shopRow(2), shopRow(3), refused], NOON)
    const before = settingsRead()
    one.look()
    expect(settingsRead() - before).toBe(1)
  })

  test('an installation begins each slot some seconds behind it', () => {
    const { look, set } = world([shopRow(1)], NOON)
    look()
    set('2026-11-18T12:30:09Z')
    expect(look()).toEqual([])
    set('2026-11-18T12:30:10Z')
    expect(look()).toEqual(['1 frequent'])
  })

  test('shops start side by side', () => {
    const { one, running } = world([shopRow(1), shopRow(2)], NOON)
    one.look()
    expect(new Set(running.map(({ shopId }) => shopId))).toEqual(new Set([1, 2]))
  })
})

describe('C.1: never two runs of one step of one shop', () => {
  test('a slot that comes while its steps run waits for their end, and many such are one', () => {
    const { one, started, running, set, end } = world([shopRow(1)], NOON)
    one.look()
    const frequent = running.find(({ trigger }) => trigger === 'frequent') as Run
    for (const run of [...running]) if (run !== frequent) end(run)
    for (const later of ['2026-11-18T12:31:00Z', '2026-11-18T13:01:00Z', '2026-11-18T13:31:00Z']) {
      set(later)
      one.look()
    }
    const of = (trigger: Trigger) => started.filter(run => run.trigger === trigger)
    expect(of('frequent')).toHaveLength(1)
    end(frequent)
    one.look()
    one.look()
    expect(of('frequent')).toHaveLength(2)
  })

  test('one slow step holds up none of the others, and comes when its run has ended', () => {
    const { one, started, running, set, end, person } = world([shopRow(1)], NOON)
    const ORDERS = 'ozon.orders'
    const of = (from: number) => started.slice(from).map(({ steps }) => steps.join())
    one.all(null)
    const [whole] = running as [Run]
    end(whole)
    person([ORDERS])
    set('2026-11-18T12:31:00Z')
    one.look()
    expect(of(1)).toEqual(['ozon.stocks,ozon.prices'])
    one.look()
    expect(of(2)).toEqual([])
    const [slow, others] = running as [Run, Run]
    // Meanwhile another step fails because the network is down: no owed step may be lost.
    end(others, step => (step === 'ozon.stocks' ? { status: 'failed', kind: 'network' } : {}))
    end(slow)
    one.look()
    set('2026-11-18T12:59:59Z')
    one.look()
    expect(of(2)).toEqual([])
    set('2026-11-18T13:00:00Z')
    one.look()
    expect(of(2)).toEqual(['ozon.orders,ozon.stocks'])
  })

  test('a slow step that ends between two slots is read for the one it has missed, once', () => {
    const { one, started, running, set, end, person } = world([shopRow(1)], NOON)
    one.all(null)
    end(running[0] as Run)
    person(['ozon.orders'])
    set('2026-11-18T12:31:00Z')
    one.look()
    const shown = one.status(shopRow(1), 'frequent').nextAt
    expect(shown).toBe('2026-11-18T13:00:10.000Z')
    set('2026-11-18T12:40:00Z')
    for (const run of [...running]) end(run)
    one.look()
    expect(started.slice(2)).toMatchObject([{ trigger: 'frequent', steps: ['ozon.orders'] }])
    for (const run of [...running]) end(run)
    one.look()
    expect(started).toHaveLength(3)
  })

  test('the end of a run is looked at without waiting for the next tick', () => {
    const { one, started, running, set, end, person, ticks } = world([shopRow(1)], NOON)
    one.start(ticks)
    for (const run of [...running]) end(run)
    vi.runAllTimers()
    const before = started.length
    person(['ozon.orders'])
    set('2026-11-18T12:40:00Z')
    end(running[0] as Run)
    expect(started).toHaveLength(before)
    vi.runAllTimers()
    expect(started.slice(before)).toMatchObject([{ trigger: 'frequent' }])
  })

  test('what waited to be taken up comes before the slots, and only while nothing holds it', () => {
    const { one, freed, background } = world([shopRow(1), shopRow(2, { status: 'paused' })], NOON)
    background.paused = true
    one.look()
    expect(freed).toEqual([])
    background.paused = false
    one.look()
    expect(freed).toEqual(['1 before 0 runs'])
  })

  test('«everything now» starts what does not run already, once, except for shops without access or paused', () => {
    const shops = [shopRow(1), shopRow(2, { status: 'paused' }), shopRow(3, { status: 'auth_error' })]
    const { one, started, background } = world(shops, NOON)
    one.look()
    background.paused = true
    one.all(null)
    expect(started.filter(({ trigger }) => trigger === 'person')).toEqual([])
    const fresh = world(shops, NOON)
    fresh.background.paused = true
    fresh.one.all([1, 2])
    fresh.one.all([1, 2])
    expect(fresh.started.map(({ shopId, trigger }) => `${shopId} ${trigger}`)).toEqual(['1 person'])
    expect(fresh.started[0]?.steps).toHaveLength(marketplaceOf('ozon').steps.length)
  })

  test('what a person has just loaded is not loaded again for the same slot', () => {
    const { one, running, end, look, set } = world([shopRow(1)], NOON)
    one.all(null)
    set('2026-11-18T12:35:00Z')
    end(running[0] as Run)
    // It began before the slot of 12:30.
    expect(look()).toEqual(['1 frequent'])
  })
})

describe('C.1: a first load goes before its schedule', () => {
  test('nothing is started until it has ended, and only the slots that began since are served', () => {
    const shop = shopRow(1, { loaded: false })
    const shops = [shop]
    const { one, started, running, end, set, look } = world(shops, NOON)
    one.look()
    expect(started).toEqual([])
    one.all([1])
    const load = running[0] as Run
    set('2026-11-18T13:10:00Z')
    one.look()
    expect(started).toHaveLength(1)
    shops[0] = { ...shop, loaded: true }
    end(load, undefined, true)
    expect(look().sort()).toEqual(['1 ads', '1 frequent'])
  })
})

describe('C.1: missed slots are caught up in one run', () => {
  test.each([
    ['a night switched off', '2026-11-19T07:10:00Z'],
    ['a weekend', '2026-11-20T13:40:00Z'],
    ['a year', '2027-11-18T12:20:00Z'],
  ])('after %s each coordinator runs once', (_, morning) => {
    const before = world([shopRow(1)], NOON)
    before.look()
    const after = world([shopRow(1)], morning, before.file)
    expect(after.look().sort()).toEqual(['1 ads', '1 daily', '1 frequent'])
    expect(after.look()).toEqual([])
  })

  test('a death in the middle of a run neither loses nor doubles its slot', () => {
    const dying = world([shopRow(1)], NOON)
    dying.one.look()
    expect(dying.running).toHaveLength(3)
    // The interrupted runs themselves are resumed elsewhere.
    const next = world([shopRow(1)], '2026-11-18T12:15:00Z', dying.file)
    expect(next.look()).toEqual([])
    next.set('2026-11-18T12:31:00Z')
    expect(next.look()).toEqual(['1 frequent'])
  })

  test('a death between a run and the note of its slot reads once more, and loses nothing', () => {
    const dying = world([shopRow(1)], NOON)
    dying.file.exec("CREATE TRIGGER dead BEFORE INSERT ON schedules BEGIN SELECT RAISE(ABORT, 'dead'); END")
    expect(dying.one.look).toThrow('dead')
    expect(dying.started).toHaveLength(1)
    dying.file.exec('DROP TRIGGER dead')
    const next = world([shopRow(1)], NOON, dying.file)
    expect(next.look().sort()).toEqual(['1 ads', '1 daily', '1 frequent'])
  })

  test('a run of a person over all steps of a coordinator serves its slot, and one over some of them does not', () => {
    const steps = marketplaceOf('ozon').steps.flatMap(({ id, refresh }) =>
      refresh === 'frequent' ? [id] : [],
    )
    const { look, set, end } = world([shopRow(1)], NOON)
    look()
    const person = (own: readonly string[]) =>
      end({ shopId: 1, trigger: 'person', steps: own, startedAt: Date.parse('2026-11-18T12:31:00Z') })
    set('2026-11-18T12:31:00Z')
    person(steps)
    expect(look()).toEqual([])
    const other = world([shopRow(1)], NOON)
    other.look()
    other.set('2026-11-18T12:31:00Z')
    other.end({
      shopId: 1,
      trigger: 'person',
      steps: steps.slice(1),
      startedAt: Date.parse('2026-11-18T12:31:00Z'),
    })
    expect(other.look()).toEqual(['1 frequent'])
  })

  test('a run of a person that was paused serves no slot', () => {
    const { one, running, end, look } = world([shopRow(1)], NOON)
    one.all(null)
    for (const run of [...running]) end(run, () => ({ status: 'paused' }))
    expect(look()).toHaveLength(3)
    expect(look()).toEqual([])
  })

  test('after a sleep the ticks are set anew, and what was missed is looked for', () => {
    const { one, look, started, set, ticks, counted } = world([shopRow(1)], NOON)
    look()
    one.start(ticks)
    set('2026-11-18T17:10:00Z')
    one.conditionsChanged({ woke: true })
    vi.runAllTimers()
    expect(counted()).toBe(2)
    expect(
      started
        .slice(3)
        .map(({ trigger }) => trigger)
        .sort(),
    ).toEqual(['ads', 'frequent'])
  })

  test('hours offline end in one run', () => {
    const { one, look, pass, tell, ticks, started } = world([shopRow(1)], NOON)
    look()
    one.start(ticks)
    tell({ online: false })
    expect(pass(5 * HOUR)).toEqual({})
    tell({ online: true })
    vi.runAllTimers()
    expect(
      started
        .slice(3)
        .map(({ trigger }) => trigger)
        .sort(),
    ).toEqual(['ads', 'frequent'])
  })

  test('steps that the network cut off are tried again, by themselves, with the next half hour or when it is back', () => {
    const { one, look, running, end, set, started, tell, ticks } = world([shopRow(1)], NOON)
    one.start(ticks)
    const cut = (step: string) =>
      step === 'ozon.finance' ? ({ status: 'failed', kind: 'network' } as const) : {}
    for (const run of [...running]) end(run, cut)
    set('2026-11-18T12:20:00Z')
    expect(look()).toEqual([])
    tell({ online: false })
    tell({ online: true })
    vi.runAllTimers()
    expect(started.at(-1)).toMatchObject({ trigger: 'daily', steps: ['ozon.finance'] })
    for (const run of [...running]) end(run, cut)
    set('2026-11-18T12:29:59Z')
    expect(look()).toEqual([])
    set('2026-11-18T12:30:10Z')
    expect(look().sort()).toEqual(['1 daily', '1 frequent'])
    expect(started.findLast(({ trigger }) => trigger === 'daily')?.steps).toEqual(['ozon.finance'])
  })

  test('a step that failed for any other reason waits for its slot', () => {
    const { one, look, running, end, set } = world([shopRow(1)], NOON)
    one.look()
    for (const run of [...running]) end(run, () => ({ status: 'failed', kind: 'shape' }))
    set('2026-11-18T12:29:00Z')
    expect(look()).toEqual([])
  })
})

describe('C.1: a clock that jumps does no harm', () => {
  test('forward and back again: one run each time, then as before', () => {
    const { look, set } = world([shopRow(1)], NOON)
    look()
    set('2029-11-18T12:10:00Z')
    expect(look()).toHaveLength(3)
    expect(look()).toEqual([])
    set(NOON)
    expect(look()).toHaveLength(3)
    expect(look()).toEqual([])
    set('2026-11-18T12:31:00Z')
    expect(look()).toEqual(['1 frequent'])
  })
})
