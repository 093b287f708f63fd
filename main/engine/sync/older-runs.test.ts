import { describe, expect, test } from 'vitest'
import { LoadError } from '../../../loaders/core/errors.ts'
import {
  idle,
  OLDER,
  person,
  runsOf,
  STEPS,
  type Workbench,
  workbench,
} from '../../../tests/support/workbench.ts'
import { olderTurns } from '../schedule/older-turns.ts'
import { openTasks, type Tasks } from '../tasks/tasks.ts'

const [, ORDERS] = Object.keys(STEPS) as [string, string]
const [FIRST, LAST] = OLDER

const older = (of: Workbench) => of.syncs.older
const start = (of: Workbench) => older(of).start(of.shop())
const olderRunsOf = (of: Workbench) => runsOf(of).filter(({ trigger }) => trigger === 'history')
const ended = (of: Workbench) => expect.poll(() => older(of).isRunning()).toBe(false)
const reading = (of: Workbench, step: string) => expect.poll(() => of.gate(step).reading).toBe(1)
const statuses = (of: Workbench) =>
  older(of)
    .words(of.shop())
    .map(({ status }) => status)

/** A shop whose older history is being read, and hangs. */
async function hanging(): Promise<Workbench> {
  const of = workbench()
  of.hold(FIRST)
  start(of)
  await reading(of, FIRST)
  return of
}

describe('older history', () => {
  test('is read once, by a run that is none of the shop: its state, its steps and its last load stay as they were', async () => {
    const of = workbench()
    start(of)
    expect(of.shop().status).toBe('active')
    await ended(of)
    expect(runsOf(of)).toEqual([{ trigger: 'history', status: 'done' }])
    expect(of.shop()).toMatchObject({ status: 'active', messages: [], lastSyncAt: null })
    expect(await of.syncs.handlers['sync.status']({ shopId: 1 })).toBeNull()
    expect(of.syncs.lastWords(1)).toEqual([])
    expect(of.told).toEqual([])
    expect(of.olderTold).toBeGreaterThan(0)
    expect(statuses(of)).toEqual(['done', 'done'])
    expect(older(of).isDone(of.shop())).toBe(true)
    start(of)
    expect(older(of).isRunning()).toBe(false)
    expect(of.gate(FIRST).reads).toBe(2)
  })

  test('is not read while another run is under way, nor while one is to be resumed', async () => {
    const of = workbench()
    of.hold(ORDERS)
    of.start([ORDERS], 'frequent')
    await reading(of, ORDERS)
    start(of)
    expect(older(of).isRunning()).toBe(false)
    await of.syncs.handlers['sync.pause']({ shopId: 1 })
    start(of)
    expect(older(of).isRunning()).toBe(false)
    of.release(ORDERS)
    await of.syncs.handlers['sync.resume']({ shopId: 1 })
    await idle(of)
    start(of)
    expect(older(of).isRunning()).toBe(true)
    await ended(of)
  })

  test.each(['frequent', 'person'] as const)(
    'makes way at once for a run that is started by %s, and goes on in the same run',
    async trigger => {
      const of = await hanging()
      if (trigger === 'person') await person(of, [ORDERS])
      else of.start([ORDERS], trigger)
      expect(of.shop().status).toBe('syncing')
      await idle(of)
      await ended(of)
      expect(of.gate(ORDERS).reads).toBe(2)
      expect(of.shop().status).toBe('active')
      expect(olderRunsOf(of)).toEqual([{ trigger: 'history', status: 'interrupted' }])
      of.release(FIRST)
      start(of)
      await ended(of)
      expect(olderRunsOf(of)).toEqual([{ trigger: 'history', status: 'done' }])
    },
  )

  test('that a crash broke off goes on after it, but not as one of the runs that are resumed at the start', async () => {
    const of = await hanging()
    const next = of.reborn()
    next.syncs.mark()
    next.syncs.resume([next.shop()])
    expect(next.syncs.older.isRunning()).toBe(false)
    expect(olderRunsOf(next)).toEqual([{ trigger: 'history', status: 'interrupted' }])
    start(next)
    await ended(next)
    expect(olderRunsOf(next)).toEqual([{ trigger: 'history', status: 'done' }])
    await of.syncs.close()
  })

  test('is asked for again with new keys, which may allow more', async () => {
    const of = workbench()
    start(of)
    await ended(of)
    await of.syncs.whileStopped(1, async () => {})
    start(of)
    await ended(of)
    expect(olderRunsOf(of)).toHaveLength(2)
  })

  test('stops when the shop is paused, its keys are changed, or the app ends, and nothing of it starts meanwhile', async () => {
    const of = workbench()
    await person(of, [ORDERS])
    await idle(of)
    of.hold(FIRST)
    start(of)
    await reading(of, FIRST)
    await of.syncs.handlers['sync.pause']({ shopId: 1 })
    expect(older(of).isRunning()).toBe(false)
    await of.syncs.handlers['sync.resume']({ shopId: 1 })
    start(of)
    await reading(of, FIRST)
    await of.syncs.whileStopped(1, async () => {
      expect(of.gate(FIRST).reading).toBe(0)
      start(of)
      expect(older(of).isRunning()).toBe(false)
    })
    start(of)
    await reading(of, FIRST)
    await of.syncs.close()
    expect(of.gate(FIRST).reading).toBe(0)
    start(of)
    expect(older(of).isRunning()).toBe(false)
  })

  test('that failed is tried again the next day, what was put off after its instant, and what is done after a month', async () => {
    const of = workbench()
    of.fail(FIRST, new LoadError('bad_request', 'no such day'))
    of.fail(LAST, new LoadError('later', 'tomorrow', { until: Date.now() + 3 * 86_400_000 }))
    start(of)
    await ended(of)
    expect(statuses(of)).toEqual(['failed', 'later'])
    expect(of.shop()).toMatchObject({ status: 'active', messages: [] })
    start(of)
    expect(older(of).isRunning()).toBe(false)
    const ago = (days: number) => {
      const at = new Date(Date.now() - days * 86_400_000).toISOString()
      of.dims.prepare('UPDATE datasets SET tried_at = ?').run(at)
    }
    ago(2)
    of.dims.prepare("UPDATE datasets SET status = 'done' WHERE status = 'failed'").run()
    start(of)
    expect(older(of).isRunning()).toBe(false)
    const before = new Date(Date.now() - 1000).toISOString()
    of.dims.prepare("UPDATE datasets SET until = ? WHERE status = 'later'").run(before)
    of.fail(FIRST, null)
    of.fail(LAST, null)
    start(of)
    await ended(of)
    expect(statuses(of)).toEqual(['done', 'done'])
    ago(29)
    start(of)
    expect(older(of).isRunning()).toBe(false)
    ago(31)
    start(of)
    expect(older(of).isRunning()).toBe(true)
    await ended(of)
  })

  test('that failed in a run which is broken off is not tried again with every rest, but the next day', async () => {
    const of = workbench()
    of.fail(FIRST, new LoadError('bad_request', 'no such day'))
    of.hold(LAST)
    start(of)
    await reading(of, LAST)
    await person(of, [ORDERS])
    await idle(of)
    const tried = of.gate(FIRST).reads
    start(of)
    await reading(of, LAST)
    expect(of.gate(FIRST).reads).toBe(tried)
    expect(statuses(of)).toEqual(['failed', 'running'])
    of.release(LAST)
    await ended(of)
    expect(olderRunsOf(of)).toEqual([{ trigger: 'history', status: 'failed' }])
    of.dims.prepare("UPDATE datasets SET tried_at = '2026-01-01T00:00:00.000Z' WHERE status = 'failed'").run()
    of.fail(FIRST, null)
    start(of)
    await ended(of)
    expect(statuses(of)).toEqual(['done', 'done'])
  })

  test('that may not be read yet does not go along with what is owed', async () => {
    const of = workbench()
    of.fail(FIRST, new LoadError('no_role', 'not with this key'))
    of.fail(LAST, new LoadError('bad_request', 'no such day'))
    start(of)
    await ended(of)
    expect(statuses(of)).toEqual(['skipped', 'failed'])
    const tried = of.gate(FIRST).reads
    of.dims
      .prepare("UPDATE datasets SET tried_at = ? WHERE status = 'failed'")
      .run('2026-01-01T00:00:00.000Z')
    of.fail(LAST, null)
    start(of)
    await ended(of)
    expect(of.gate(FIRST).reads).toBe(tried)
    expect(statuses(of)).toEqual(['skipped', 'done'])
  })

  test('is asked for anew when facts were lost', async () => {
    const of = workbench()
    start(of)
    await ended(of)
    of.syncs.scheduleRecheck(of.shop())
    expect(statuses(of)).toEqual(['waiting', 'waiting'])
  })

  test('whose keys are refused leaves the shop without access, and goes on when they work again', async () => {
    const of = workbench()
    of.fail(FIRST, new LoadError('bad_key', 'refused'))
    start(of)
    await expect.poll(() => of.shop().status).toBe('auth_error')
    await ended(of)
    expect(olderRunsOf(of)).toEqual([{ trigger: 'history', status: 'interrupted' }])
  })
})

describe('the turns of older history', () => {
  /** Turns whose shop rests for so many ms. */
  function turning(
    of: Workbench,
    restMs: number,
    tasks = openTasks((_, error) => {
      throw error
    }),
  ) {
    const allowed = { on: true, free: true }
    const turns = olderTurns({
      older: older(of),
      shops: () => [of.shop()],
      mayRead: () => allowed.on && allowed.free,
      isOn: () => allowed.on,
      tasks,
      restMs,
    })
    of.syncs.onBegin(turns.disturbed)
    of.syncs.onEnd(turns.look)
    const state = () => turns.list()[0]?.state
    return { turns, allowed, state }
  }

  test('come when the shop has rested, not before the schedules are watched', async () => {
    const of = workbench()
    const { turns, state } = turning(of, 20)
    turns.look()
    await new Promise(resolve => setTimeout(resolve, 60))
    expect(runsOf(of)).toEqual([])
    expect(state()).toBe('waiting')
    turns.start()
    expect(runsOf(of)).toEqual([])
    await expect.poll(state).toBe('done')
  })

  test('do not come while it does not rest: each run begins the rest anew', async () => {
    const of = workbench()
    const { turns } = turning(of, 86_400_000)
    turns.start()
    await person(of)
    await idle(of)
    turns.look()
    expect(olderRunsOf(of)).toEqual([])
    const quick = turning(of, 1)
    of.hold(ORDERS)
    of.start([ORDERS], 'frequent')
    quick.turns.start()
    await new Promise(resolve => setTimeout(resolve, 30))
    expect(olderRunsOf(of)).toEqual([])
    of.release(ORDERS)
    await expect.poll(() => olderRunsOf(of)).toEqual([{ trigger: 'history', status: 'done' }])
  })

  test('come again after a run that broke one off only when the shop has rested once more', async () => {
    const of = workbench()
    const rests = new Set<() => unknown>()
    const after: Tasks['after'] = (_ms, _name, work) => {
      rests.add(work)
      return { cancel: () => void rests.delete(work) }
    }
    const rested = () => {
      const [rest] = rests
      if (!rest) throw new TypeError('no shop rests')
      rests.clear()
      rest()
    }
    const { turns, state } = turning(of, 1, {
      after,
      every: () => ({ cancel: () => {} }),
    } as Partial<Tasks> as Tasks)
    of.hold(FIRST)
    turns.start()
    turns.look()
    // However often it is looked at, a shop has one rest.
    expect(rests.size).toBe(1)
    rested()
    await reading(of, FIRST)
    of.hold(ORDERS)
    await person(of, [ORDERS])
    await reading(of, ORDERS)
    turns.look()
    expect(rests.size).toBe(0)
    of.release(ORDERS)
    await idle(of)
    expect(state()).toBe('waiting')
    expect(rests.size).toBe(1)
    of.release(FIRST)
    rested()
    await expect.poll(state).toBe('done')
  })

  test('end within a minute of quiet hours, of which nobody tells', async () => {
    const of = workbench()
    const real = openTasks(() => {})
    const ticks: (() => unknown)[] = []
    const every: Tasks['every'] = (_ms, _name, work) => {
      ticks.push(work)
      return { cancel: () => {} }
    }
    const { turns, allowed } = turning(of, 1, { ...real, every })
    of.hold(FIRST)
    turns.start()
    await reading(of, FIRST)
    allowed.free = false
    for (const tick of ticks) tick()
    await ended(of)
    of.release(FIRST)
  })

  test('end at once when it is switched off or blocked, and come again without another rest', async () => {
    const of = workbench()
    const { turns, allowed, state } = turning(of, 1)
    of.hold(FIRST)
    turns.start()
    await reading(of, FIRST)
    expect(state()).toBe('running')
    allowed.on = false
    turns.look()
    await ended(of)
    expect(state()).toBe('off')
    expect(of.gate(FIRST).reading).toBe(0)
    allowed.on = true
    allowed.free = false
    turns.look()
    expect(state()).toBe('waiting')
    of.release(FIRST)
    allowed.free = true
    turns.look()
    expect(state()).toBe('running')
    await expect.poll(state).toBe('done')
  })
})
