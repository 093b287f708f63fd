import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Progress } from '#contract/sync.ts'
import { LoadError } from '../../../loaders/core/errors.ts'
import { idle, person, runsOf, STEPS, workbench } from '../../../tests/support/workbench.ts'

const [, ORDERS, PRICES, ADS] = Object.keys(STEPS) as [string, string, string, string]
const ALL = Object.keys(STEPS)

const statuses = ({ steps }: Pick<Progress, 'steps'>) => steps.map(({ step, status }) => `${step} ${status}`)

describe('several runs of a shop', () => {
  test('a run of other steps does not wait for a long one, and each is known by what started it', async () => {
    const of = workbench()
    of.hold(ADS)
    expect(of.start([ADS], 'ads')).toEqual([])
    expect(of.start([ORDERS, PRICES], 'frequent')).toEqual([])
    await expect
      .poll(() => runsOf(of))
      .toEqual([
        { trigger: 'ads', status: 'running' },
        { trigger: 'frequent', status: 'done' },
      ])
    expect([...of.syncs.runs.busy(of.shopId)]).toEqual([ADS])
    expect(of.shop().status).toBe('syncing')
    of.release(ADS)
    await idle(of)
    expect(of.shop().status).toBe('active')
  })

  test('a step that another run is loading is left out, and one that it has finished is free', async () => {
    const of = workbench()
    of.hold(ADS)
    await person(of, [ORDERS, ADS])
    await expect.poll(() => [...of.syncs.runs.busy(of.shopId)]).toEqual([ADS])
    expect(of.start([ORDERS, ADS], 'frequent')).toEqual([ADS])
    await expect.poll(() => runsOf(of)[1]).toEqual({ trigger: 'frequent', status: 'done' })
    expect(of.start([ADS], 'ads')).toEqual([ADS])
    expect(runsOf(of)).toHaveLength(2)
    of.release(ADS)
    await idle(of)
    expect(of.gate(ADS).reads).toBe(2)
    expect(of.gate(ORDERS).reads).toBe(4)
  })

  test('no step is ever read by two runs, whatever is started, stopped and taken up in whatever order', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.oneof(
            fc.record({
              act: fc.constantFrom('start', 'person'),
              steps: fc.uniqueArray(fc.constantFrom(...ALL), { minLength: 1 }),
            }),
            fc.record({
              act: fc.constantFrom('hold', 'release'),
              steps: fc.uniqueArray(fc.constantFrom(...ALL)),
            }),
            fc.record({
              act: fc.constantFrom('pause', 'resume', 'breathe'),
              steps: fc.constant<string[]>([]),
            }),
          ),
          { maxLength: 25 },
        ),
        async actions => {
          const of = workbench()
          const { shopId } = of
          const refused = () => {}
          for (const { act, steps } of actions) {
            if (act === 'start') of.start(steps, 'frequent')
            if (act === 'person') await person(of, steps).catch(refused)
            if (act === 'hold') steps.forEach(of.hold)
            if (act === 'release') steps.forEach(of.release)
            if (act === 'pause') await of.syncs.handlers['sync.pause']({ shopId }).catch(refused)
            if (act === 'resume') await of.syncs.handlers['sync.resume']({ shopId }).catch(refused)
            if (act === 'breathe') await new Promise(resolve => setTimeout(resolve, 1))
          }
          ALL.forEach(of.release)
          await of.syncs.close()
          for (const step of ALL) expect(of.gate(step).most, step).toBeLessThanOrEqual(1)
        },
      ),
      { numRuns: 60 },
    ))
})

describe('what a person asks for', () => {
  test('is refused only where all of it is under way; everything at once is under way when a person has asked before', async () => {
    const of = workbench()
    ALL.forEach(of.hold)
    of.start([ADS], 'ads')
    await expect(person(of, [ADS])).rejects.toMatchObject({ kind: 'already_running' })
    // A coordinator's running steps block no others.
    const everything = await person(of)
    expect([...of.syncs.runs.busy(of.shopId)].sort()).toEqual([...ALL].sort())
    expect(statuses(everything)).not.toContain(`${ADS} waiting`)
    await expect(person(of)).rejects.toMatchObject({ kind: 'already_running' })
    await expect(person(of, [ORDERS])).rejects.toMatchObject({ kind: 'already_running' })
    ALL.forEach(of.release)
    await idle(of)
  })

  test('is shown while it lasts; else the newest run', async () => {
    const of = workbench()
    of.hold(PRICES)
    of.hold(ADS)
    const mine = await person(of, [PRICES])
    of.start([ADS], 'ads')
    const status = () => of.syncs.handlers['sync.status']({ shopId: of.shopId })
    expect(await status()).toMatchObject({ runId: mine.runId, trigger: 'person' })
    of.release(PRICES)
    await expect.poll(async () => (await status())?.trigger).toBe('ads')
    of.release(ADS)
    await idle(of)
    expect(await status()).toMatchObject({ trigger: 'ads', status: 'done', percent: 100 })
  })

  test('shows the whole shop, a coordinator only its own steps, and each is kept with its own', async () => {
    const of = workbench()
    of.fail(PRICES, new LoadError('bad_request', 'no'))
    await person(of)
    expect(await of.syncs.ended(of.shopId)).toMatchObject({ status: 'failed' })
    of.start([ORDERS], 'frequent')
    await idle(of)
    const frequent = of.told.filter(({ trigger }) => trigger === 'frequent')
    for (const progress of frequent) expect(progress.steps.map(({ step }) => step)).toEqual([ORDERS])
    expect(frequent.at(-1)).toMatchObject({ status: 'done', percent: 100 })
    // A retry of one step shows the last results of the others, whichever run they are from; the run itself was good.
    const retried = await person(of, [ADS]).then(() => of.syncs.ended(of.shopId))
    expect(statuses(retried)).toEqual(ALL.map(id => `${id} ${id === PRICES ? 'failed' : 'done'}`))
    expect(retried.status).toBe('failed')
    expect(runsOf(of).map(({ status }) => status)).toEqual(['failed', 'done', 'done'])
  })
})

describe('a first load', () => {
  test('goes before everything that is scheduled', async () => {
    const of = workbench({ loaded: false })
    expect(of.start([ORDERS], 'frequent')).toEqual([ORDERS])
    of.hold(PRICES)
    await person(of)
    expect(of.start([ORDERS], 'frequent')).toEqual([ORDERS])
    of.release(PRICES)
    await idle(of)
    expect(of.start([ORDERS], 'frequent')).toEqual([])
    await idle(of)
    expect(runsOf(of)).toEqual([
      { trigger: 'person', status: 'done' },
      { trigger: 'frequent', status: 'done' },
    ])
  })
})

describe('a pause', () => {
  test('stops all runs of the shop and holds what is scheduled, until all of them go on', async () => {
    const of = workbench()
    const { shopId } = of
    of.hold(ORDERS)
    of.hold(ADS)
    const mine = await person(of, [ORDERS])
    of.start([ADS], 'ads')
    await expect.poll(() => of.gate(ADS).reading + of.gate(ORDERS).reading).toBe(2)
    expect(await of.syncs.handlers['sync.pause']({ shopId })).toMatchObject({
      runId: mine.runId,
      status: 'paused',
    })
    expect(of.shop().status).toBe('paused')
    expect(runsOf(of).map(({ status }) => status)).toEqual(['paused', 'paused'])
    expect(of.start([PRICES], 'frequent')).toEqual([PRICES])
    of.release(ORDERS)
    of.release(ADS)
    expect(await of.syncs.handlers['sync.resume']({ shopId })).toMatchObject({ runId: mine.runId })
    await idle(of)
    expect(runsOf(of).map(({ status }) => status)).toEqual(['done', 'done'])
    expect(of.shop().status).toBe('active')
    expect(of.start([PRICES], 'frequent')).toEqual([])
    await idle(of)
  })

  test('may happen while nothing runs, and ends when the user resumes', async () => {
    const of = workbench()
    const { shopId } = of
    const { 'sync.pause': pause, 'sync.resume': resume } = of.syncs.handlers
    await expect(pause({ shopId })).rejects.toMatchObject({ kind: 'not_running' })
    await person(of)
    await idle(of)
    expect(await pause({ shopId })).toMatchObject({ status: 'done' })
    expect(of.shop().status).toBe('paused')
    await expect(pause({ shopId })).rejects.toMatchObject({ kind: 'not_running' })
    expect(of.start([ORDERS], 'frequent')).toEqual([ORDERS])
    await resume({ shopId })
    expect(of.shop().status).toBe('active')
    await expect(resume({ shopId })).rejects.toMatchObject({ kind: 'not_running' })
  })

  test('gives way to what the person asks for next, and is not taken up after it', async () => {
    const of = workbench()
    of.hold(ORDERS)
    await person(of, [ORDERS, PRICES])
    await of.syncs.handlers['sync.pause']({ shopId: of.shopId })
    of.release(ORDERS)
    await person(of, [ADS])
    await idle(of)
    expect(runsOf(of).map(({ status }) => status)).toEqual(['failed', 'done'])
    await expect(of.syncs.handlers['sync.resume']({ shopId: of.shopId })).rejects.toMatchObject({
      kind: 'not_running',
    })
  })
})

describe('a death of the process', () => {
  test('interrupts all runs of a shop, and each is taken up with its own steps and numbers', async () => {
    const dying = workbench()
    dying.hold(ORDERS)
    dying.hold(ADS)
    const mine = await person(dying, [PRICES, ORDERS])
    dying.start([ADS], 'ads')
    await expect.poll(() => [...dying.syncs.runs.busy(1)].sort()).toEqual([ADS, ORDERS].sort())
    // Progress is saved within a second.
    await expect.poll(() => dying.syncs.lastWords(1).find(({ step }) => step === PRICES)?.status).toBe('done')
    await expect
      .poll(() => dying.dims.prepare("SELECT steps FROM runs WHERE trigger = 'person'").pluck().get(), {
        timeout: 3000,
      })
      .toContain('"status":"done"')

    const of = dying.reborn()
    of.syncs.mark()
    of.syncs.resume([of.shop()])
    expect(await of.syncs.handlers['sync.status']({ shopId: 1 })).toMatchObject({ runId: mine.runId })
    await idle(of)
    expect(runsOf(of)).toEqual([
      { trigger: 'person', status: 'done' },
      { trigger: 'ads', status: 'done' },
    ])
    expect(of.gate(PRICES).reads).toBe(0)
    expect(of.gate(ORDERS).reads).toBe(2)
  })
})
