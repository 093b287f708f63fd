import { describe, expect, test } from 'vitest'
import { LoadError } from '../../../loaders/core/errors.ts'
import { idle, person, runsOf, STEPS, type Workbench, workbench } from '../../../tests/support/workbench.ts'

const [CATALOGUE, ORDERS, PRICES, ADS] = Object.keys(STEPS) as [string, string, string, string]
const ALL = Object.keys(STEPS)

describe('the state of each dataset', () => {
  test('is that of its last try, whichever run it was; a success of others hides no failure', async () => {
    const of = workbench()
    of.fail(PRICES, new LoadError('bad_request', 'no such limit'))
    await person(of)
    await idle(of)
    of.start([ORDERS], 'frequent')
    await idle(of)
    expect(of.shop().messages).toEqual([
      { word: 'step_failed', details: { step: PRICES, kind: 'bad_request' } },
    ])
    const prices = () =>
      of.dims.prepare('SELECT * FROM datasets WHERE step = ?').get(PRICES) as Record<string, unknown>
    expect(prices()).toMatchObject({
      status: 'failed',
      kind: 'bad_request',
      message: 'no such limit',
      succeeded_at: null,
    })
    of.fail(PRICES, null)
    of.start([PRICES], 'frequent')
    await idle(of)
    expect(of.shop().messages).toEqual([])
    const good = prices()
    expect(good).toMatchObject({ status: 'done', kind: null, rows: 6, added: 4, changed: 2 })
    expect(good.succeeded_at).toBe(good.tried_at)
    of.fail(PRICES, new LoadError('server', 'out of order'))
    of.start([PRICES], 'frequent')
    await idle(of)
    expect(prices()).toMatchObject({ status: 'failed', succeeded_at: good.succeeded_at })
  })
})

describe('a run that was paused', () => {
  test('makes no shop loaded whose first load it was, and no refresh of it', async () => {
    const of = workbench({ loaded: false })
    of.hold(ORDERS)
    await person(of)
    await expect.poll(() => of.gate(ORDERS).reading).toBe(1)
    await of.syncs.handlers['sync.pause']({ shopId: 1 })
    expect(of.shop()).toMatchObject({ status: 'paused', loaded: false, lastSyncAt: null })
    of.release(ORDERS)
    await of.syncs.handlers['sync.resume']({ shopId: 1 })
    await idle(of)
    expect(of.shop()).toMatchObject({ status: 'active', loaded: true })
    expect(of.shop().lastSyncAt).not.toBeNull()
  })

  test('counts on where it stood when it is taken up', async () => {
    const of = workbench()
    of.hold(ORDERS)
    await person(of, [ORDERS])
    await expect.poll(() => of.gate(ORDERS).reading).toBe(1)
    of.gate(ORDERS).open()
    await expect.poll(() => of.gate(ORDERS).reads).toBe(2)
    await of.syncs.handlers['sync.pause']({ shopId: 1 })
    of.release(ORDERS)
    await of.syncs.handlers['sync.resume']({ shopId: 1 })
    await idle(of)
    // One slice of three rows before the pause, two behind it: those of the bench are never done.
    const words = (await of.syncs.handlers['sync.status']({ shopId: 1 }))?.steps
    expect(words?.find(({ step }) => step === ORDERS)).toMatchObject({ rows: 9, added: 6, changed: 3 })
  })
})

test('a fault of the program in one lane unsays nothing that the others have said', async () => {
  const of = workbench()
  of.breakDown(PRICES)
  await person(of, [ORDERS, PRICES])
  await idle(of)
  const words = (await of.syncs.handlers['sync.status']({ shopId: 1 }))?.steps
  const statusOf = (id: string) => words?.find(({ step }) => step === id)?.status
  expect([statusOf(ORDERS), statusOf(PRICES)]).toEqual(['done', 'failed'])
  const dataset = of.dims.prepare('SELECT status FROM datasets WHERE step = ?').pluck()
  expect(dataset.get(ORDERS)).toBe('done')
})

describe('a run that a death of the process cut off', () => {
  /** Orders are read, prices are not, and the process is gone; another one is there. */
  async function cutOff(trigger: 'frequent' | 'person'): Promise<Workbench> {
    const dying = workbench()
    dying.hold(PRICES)
    if (trigger === 'person') await person(dying, [ORDERS, PRICES])
    else dying.start([ORDERS, PRICES], trigger)
    await expect.poll(() => dying.gate(PRICES).reading).toBe(1)
    await expect.poll(() => dying.lines.map(({ word }) => word)).toContain('step_done')
    await dying.syncs.close()
    const of = dying.reborn()
    of.syncs.mark()
    return of
  }

  test('reads no more of it than what was not read today', async () => {
    const of = await cutOff('frequent')
    of.syncs.resume([of.shop()])
    await idle(of)
    expect([of.gate(ORDERS).reads, of.gate(PRICES).reads]).toEqual([0, 2])
    const late = await cutOff('frequent')
    late.dims.exec("UPDATE datasets SET tried_at = '2026-01-01T09:00:00.000Z'")
    late.syncs.resume([late.shop()])
    await idle(late)
    expect([late.gate(ORDERS).reads, late.gate(PRICES).reads]).toEqual([2, 2])
    expect(runsOf(late)).toEqual([{ trigger: 'frequent', status: 'done' }])
  })

  test('waits, where it began by itself, until runs may begin by themselves; a person’s does not', async () => {
    const of = await cutOff('frequent')
    of.free = false
    of.syncs.resume([of.shop()])
    expect(runsOf(of)).toEqual([{ trigger: 'frequent', status: 'interrupted' }])
    expect(of.shop().status).toBe('active')
    of.free = true
    of.syncs.runs.resumeAutomatic(of.shopId)
    await idle(of)
    expect(runsOf(of)).toEqual([{ trigger: 'frequent', status: 'done' }])
    const own = await cutOff('person')
    own.free = false
    own.syncs.resume([own.shop()])
    await idle(own)
    expect(runsOf(own)).toEqual([{ trigger: 'person', status: 'done' }])
  })

  test('goes on at once where a person asks for it, whatever holds the schedules', async () => {
    const of = await cutOff('frequent')
    of.free = false
    of.syncs.resume([of.shop()])
    await of.syncs.handlers['sync.resume']({ shopId: of.shopId })
    await idle(of)
    expect(runsOf(of)).toEqual([{ trigger: 'frequent', status: 'done' }])
  })
})

describe('a database that takes no writes', () => {
  const TABLES = ['shops', 'runs', 'datasets']
  const refuse = (of: Workbench) => {
    for (const table of TABLES)
      for (const verb of ['INSERT', 'UPDATE'])
        of.dims.exec(
          `CREATE TRIGGER full_${verb}_${table} BEFORE ${verb} ON ${table} BEGIN SELECT RAISE(ABORT, 'full'); END`,
        )
  }
  const allow = (of: Workbench) => {
    for (const table of TABLES)
      for (const verb of ['INSERT', 'UPDATE']) of.dims.exec(`DROP TRIGGER full_${verb}_${table}`)
  }

  test('ends no run and begins none; what a run said is written in its order as soon as it goes', async () => {
    const of = workbench()
    of.hold(ORDERS)
    await person(of, [ORDERS])
    await expect.poll(() => of.gate(ORDERS).reading, { timeout: 10_000 }).toBe(1)
    refuse(of)
    of.release(ORDERS)
    expect(await of.syncs.ended(1)).toMatchObject({ status: 'done' })
    expect(of.shop().status).toBe('syncing')
    await expect(person(of, [PRICES])).rejects.toThrow('full')
    await expect(of.syncs.handlers['sync.pause']({ shopId: 1 })).rejects.toThrow('full')
    expect(of.gate(PRICES).reads).toBe(0)
    allow(of)
    await expect.poll(() => of.shop().status, { timeout: 70_000 }).toBe('active')
    expect(runsOf(of)).toEqual([{ trigger: 'person', status: 'done' }])
    const dataset = of.dims.prepare('SELECT status FROM datasets WHERE step = ?').pluck()
    expect(dataset.get(ORDERS)).toBe('done')
    await person(of, [PRICES])
    await idle(of)
    expect(of.shop().status).toBe('active')
  })
})

describe('refused keys', () => {
  const refusal = new LoadError('bad_key', 'POST /v3/posting: 401')

  test('stop the requests of the shop at once and are reported once; steps with other keys go on', async () => {
    const of = workbench()
    of.hold(PRICES)
    of.hold(ADS)
    of.start([PRICES], 'frequent')
    of.start([ADS], 'ads')
    await expect.poll(() => of.gate(PRICES).reading + of.gate(ADS).reading).toBe(2)
    of.fail(ORDERS, refusal)
    of.start([CATALOGUE, ORDERS], 'daily')
    await expect.poll(() => runsOf(of).map(({ status }) => status)).toEqual(['failed', 'running', 'failed'])
    expect(of.shop()).toMatchObject({
      status: 'auth_error',
      messages: [{ word: 'keys_refused', details: { kind: 'bad_key' } }],
    })
    expect(of.syncs.lastWords(1).find(({ step }) => step === PRICES)).toMatchObject({
      status: 'failed',
      kind: 'bad_key',
      message: refusal.message,
    })
    expect(of.start([CATALOGUE], 'daily')).toEqual([CATALOGUE])
    of.release(ADS)
    await idle(of)
    expect(runsOf(of)[1]).toEqual({ trigger: 'ads', status: 'done' })
    expect(of.shop().status).toBe('auth_error')
    expect(of.lines.filter(({ word }) => word === 'keys_refused')).toHaveLength(1)
  })

  test('of the advertising alone leave the shop in peace', async () => {
    const of = workbench()
    of.fail(ADS, refusal)
    of.start([ADS], 'ads')
    await idle(of)
    expect(of.shop()).toMatchObject({
      status: 'active',
      messages: [{ word: 'step_failed', details: { step: ADS, kind: 'bad_key' } }],
    })
  })

  test.each(['valid', 'partial'] as const)(
    'are asked about until they work again (%s); then the shop catches up with everything',
    async works => {
      const of = workbench()
      of.fail(ORDERS, refusal)
      of.start([ORDERS], 'frequent')
      await idle(of)
      for (const verdict of ['invalid', 'unknown', null] as const) {
        of.verdict = verdict
        await of.syncs.runs.probe(1)
        expect(of.shop().status).toBe('auth_error')
      }
      of.fail(ORDERS, null)
      of.verdict = works
      await of.syncs.runs.probe(1)
      await idle(of)
      expect(of.shop()).toMatchObject({ status: 'active', messages: [] })
      expect(runsOf(of).at(-1)).toEqual({ trigger: 'keys', status: 'done' })
      for (const step of ALL) expect(of.gate(step).reads).toBeGreaterThanOrEqual(2)
      // A shop whose keys work is not asked about.
      await of.syncs.runs.probe(1)
      expect(runsOf(of)).toHaveLength(2)
    },
  )
})
