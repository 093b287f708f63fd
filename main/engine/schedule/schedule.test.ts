import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Background, Conditions, Coordinator, Trigger } from '#contract/schedule.ts'
import type { Progress, StepProgress } from '#contract/sync.ts'
import { waiting } from '../../../loaders/core/pipeline.ts'
import { marketplaceOf } from '../../../loaders/index.ts'
import { ORDINARY } from '../options.ts'
import { createSql, relationOf } from '../store/ddl.ts'
import type { ShopRow } from '../store/shops.ts'
import { schedules } from '../store/tables.ts'
import { schedule } from './schedule.ts'
import { servedSlots } from './served.ts'
import type { Ticks } from './ticks.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const at = (text: string): number => Date.parse(text)

const shopRow = (id: number, rest: Partial<ShopRow> = {}): ShopRow => ({
  id,
  name: `Shop ${id}`,
  marketplace: 'ozon',
  clientId: String(id),
  perfClientId: 'ads',
  demo: false,
  status: 'active',
  messages: [],
  createdAt: '2026-01-01T00:00:00.000Z',
  lastSyncAt: null,
  keyExpiresAt: null,
  loaded: true,
  subscription: null,
  roles: [],
  ...rest,
})
const BACKGROUND: Pick<Background, 'held' | 'onlyWhileOpen' | 'economy' | 'quiet'> = {
  held: false,
  onlyWhileOpen: false,
  economy: 'off',
  quiet: null,
}
interface Run {
  readonly shopId: number
  readonly steps: readonly string[]
  readonly trigger: Trigger
  readonly startedAt: number
}

/** A schedule over a real store of slots, a clock that is set by hand, and runs that end when the test says so. */
function world(shops: ShopRow[], begin: string, file = new Database(':memory:')) {
  if (!file.prepare("SELECT 1 FROM sqlite_master WHERE name = 'schedules'").get())
    file.exec(createSql(relationOf(schedules)))
  const background = { ...BACKGROUND } as Background
  const started: Run[] = []
  const running: Run[] = []
  const probed: number[] = []
  const lines: string[] = []
  let clock = at(begin)
  let ticks = 0
  const one = schedule({
    runs: {
      busy: shopId => new Set(running.filter(run => run.shopId === shopId).flatMap(({ steps }) => steps)),
      start(shopId, steps, trigger) {
        const run = { shopId, steps, trigger, startedAt: clock }
        for (const step of steps)
          expect(running.some(other => other.shopId === shopId && other.steps.includes(step))).toBe(false)
        started.push(run)
        running.push(run)
      },
      probe: async shopId => void probed.push(shopId),
    },
    served: servedSlots(file),
    jitter: { daily: 20, frequent: 10, ads: 40 },
    conditions: ORDINARY,
    background: () => background,
    shops: () => shops,
    steps: shop => marketplaceOf(shop.marketplace).steps,
    advertises: shop => shop.perfClientId !== null,
    log: (_, word, about) => lines.push([word, about?.details?.hold].filter(Boolean).join(' ')),
    now: () => clock,
    // Moscow, whatever this computer's zone is.
    minutes: now => Math.floor((now + 3 * HOUR) / MINUTE) % 1440,
  })
  const end = (run: Run, word: (step: string) => Partial<StepProgress> = () => ({}), first = false) => {
    running.splice(running.indexOf(run), 1)
    const steps = run.steps.map(step => ({ ...waiting(step), status: 'done' as const, ...word(step) }))
    const status = steps.some(step => step.status === 'failed') ? 'failed' : 'done'
    one.ended({
      shopId: run.shopId,
      trigger: run.trigger,
      status,
      first,
      startedAt: new Date(run.startedAt).toISOString(),
      steps,
    } as unknown as Progress)
  }
  return {
    one,
    file,
    background,
    running,
    probed,
    lines,
    started,
    end,
    counted: () => ticks,
    ticks: (() => {
      ticks += 1
      return { stop: () => {} }
    }) satisfies Ticks,
    set(text: string) {
      clock = at(text)
    },
    tell: (change: Partial<Conditions> & { woke?: boolean }) => one.tell(change),
    /** Looks, ends whatever that has begun, and names it. */
    look(): string[] {
      const from = started.length
      one.look()
      for (const run of [...running]) end(run)
      return started.slice(from).map(({ shopId, trigger }) => `${shopId} ${trigger}`)
    },
    /** Looks each minute for so long, ends every run at once, and counts the runs. */
    pass(ms: number): Record<string, number> {
      const from = started.length
      for (const last = clock + ms; clock < last; clock += MINUTE) {
        one.look()
        for (const run of [...running]) end(run)
      }
      const counts: Record<string, number> = {}
      for (const { shopId, trigger } of started.slice(from))
        counts[`${shopId} ${trigger}`] = (counts[`${shopId} ${trigger}`] ?? 0) + 1
      return counts
    },
  }
}

const NOON = '2026-11-18T12:10:00Z'
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setImmediate', 'clearImmediate'] })
})
afterEach(() => {
  vi.useRealTimers()
})

describe('C.1: coordinators', () => {
  test('in a day each shop is served once, every half an hour, and every hour where it has ad access', () => {
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

  test('«everything now» takes what does not run already, once, and leaves alone who has no access or was paused', () => {
    const shops = [shopRow(1), shopRow(2, { status: 'paused' }), shopRow(3, { status: 'auth_error' })]
    const { one, started, background } = world(shops, NOON)
    one.look()
    background.held = true
    one.all(null)
    expect(started.filter(({ trigger }) => trigger === 'person')).toEqual([])
    const fresh = world(shops, NOON)
    fresh.background.held = true
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
    // The interrupted runs themselves are taken up by those who carry them.
    const next = world([shopRow(1)], '2026-11-18T12:15:00Z', dying.file)
    expect(next.look()).toEqual([])
    next.set('2026-11-18T12:31:00Z')
    expect(next.look()).toEqual(['1 frequent'])
  })

  test('after a sleep the ticks are set anew, and what was missed is looked for', () => {
    const { one, look, started, set, ticks, counted } = world([shopRow(1)], NOON)
    look()
    one.start(ticks)
    set('2026-11-18T17:10:00Z')
    one.tell({ woke: true })
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

describe('C.1: the settings', () => {
  test('held: nothing is started, and letting go catches up', () => {
    const { one, background, look, pass, ticks, lines } = world([shopRow(1)], NOON)
    look()
    background.held = true
    one.start(ticks)
    expect(pass(2 * DAY)).toEqual({})
    background.held = false
    expect(look()).toHaveLength(3)
    // Two days of it are two lines of the log.
    expect(lines).toEqual(['schedule_held held', 'schedule_goes_on'])
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

  test('new quiet hours get their tick', () => {
    const { one, ticks, counted } = world([shopRow(1)], NOON)
    one.start(ticks)
    one.backgroundChanged()
    expect(counted()).toBe(2)
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

  test('are not asked about while everything is held or there is no line', () => {
    const { background, pass, probed, tell } = world([shopRow(1, { status: 'auth_error' })], NOON)
    background.held = true
    pass(DAY)
    background.held = false
    tell({ online: false })
    pass(DAY)
    expect(probed).toEqual([])
  })
})

describe('C.1: next time, and why not', () => {
  test('a served shop comes next at its slot, with the seconds of this installation', () => {
    const shop = shopRow(1)
    const { one, look } = world([shop], NOON)
    look()
    expect(one.standing(shop, 'frequent')).toEqual({
      every: 30 * MINUTE,
      nextAt: '2026-11-18T12:30:10.000Z',
      hold: null,
    })
    expect(one.standing(shop, 'daily')).toMatchObject({ nextAt: '2026-11-19T03:00:20.000Z', hold: null })
    expect(one.standing(shopRow(1, { perfClientId: null }), 'ads')).toMatchObject({
      nextAt: null,
      hold: null,
    })
  })

  test('what ends by a word of somebody has no time', () => {
    const { one, background } = world([shopRow(1)], NOON)
    expect(one.standing(shopRow(1, { status: 'paused' }), 'daily')).toMatchObject({
      nextAt: null,
      hold: 'paused',
    })
    background.held = true
    expect(one.standing(shopRow(1), 'daily')).toMatchObject({ nextAt: null, hold: 'held' })
  })

  test('quiet hours end at a time, and so does the sparse round', () => {
    const shop = shopRow(1)
    const { one, background, look } = world([shop], NOON)
    look()
    background.economy = 'always'
    expect(one.standing(shop, 'frequent')).toMatchObject({
      nextAt: '2026-11-18T16:00:10.000Z',
      hold: 'economy',
    })
    expect(one.standing(shop, 'daily')).toMatchObject({ hold: null })
    background.economy = 'off'
    background.quiet = { from: '15:30', to: '18:00' }
    expect(one.standing(shop, 'frequent')).toMatchObject({ nextAt: '2026-11-18T15:00:00.000Z', hold: null })
    background.quiet = { from: '15:00', to: '18:00' }
    expect(one.standing(shop, 'frequent')).toMatchObject({
      nextAt: '2026-11-18T15:00:00.000Z',
      hold: 'quiet',
    })
  })
})
