import { expect } from 'vitest'
import type { Shop } from '#contract/shop.ts'
import type { Progress, StepProgress } from '#contract/sync.ts'
import type { Fault, Sandbox } from '../../sandbox/index.ts'
import { type Content, contentsSql } from './contents.ts'
import type { RunningEngine } from './engine.ts'

type Disturbance = Omit<Fault, 'path'> & { readonly name: string }

/** Faults after which the same request succeeds: they must leave no trace. */
export const PASSING: readonly Disturbance[] = [
  { name: '429 with seconds', kind: '429', times: 2 },
  { name: '429 with a date', kind: '429', times: 1, retryAfter: 'date' },
  { name: '429 with a garbled pause', kind: '429', times: 3, retryAfter: 'garbage' },
  { name: '429 without a pause', kind: '429', times: 4, retryAfter: 'absent' },
  { name: '500', kind: '500', times: 4 },
  { name: '502 with a page', kind: '502', times: 4 },
  { name: 'a reset connection', kind: 'reset', times: 4 },
  { name: 'a page with a good status', kind: 'html', times: 4 },
  { name: 'a truncated body', kind: 'truncated', times: 4 },
  { name: 'silence', kind: 'hang', times: 1 },
  { name: 'rows that come twice', kind: 'duplicate_page' },
]

type Staying = Disturbance & {
  readonly word: string
  /** Maximum number of requests spent on it. */
  readonly most: number
}
/** Permanent faults, and the error kind of each. */
export const STAYING = [
  { name: '500', kind: '500', word: 'server', most: 5 },
  { name: '502 with a page', kind: '502', word: 'server', most: 5 },
  { name: 'a reset connection', kind: 'reset', word: 'network', most: 5 },
  { name: 'a page with a good status', kind: 'html', word: 'server', most: 5 },
  { name: 'a truncated body', kind: 'truncated', word: 'server', most: 5 },
  { name: 'a bad request', kind: 'bad_request', word: 'bad_request', most: 1 },
  { name: 'a method that is switched off', kind: 'obsolete', word: 'obsolete', most: 2 },
  { name: 'values of another type', kind: 'wrong_types', word: 'shape', most: 1 },
] as const satisfies readonly Staying[]

/**
 * Distributes faults over steps that are hit at once, each by a fault of its own, until every fault has hit one.
 * `tests/standard/faults.test.ts` covers every fault on every path of every stream.
 */
export function dealt<F extends { readonly name: string }, S extends string>(
  faults: readonly F[],
  steps: readonly S[],
) {
  return Array.from({ length: Math.ceil(faults.length / steps.length) }, (_, round) => {
    const first = round * steps.length
    const of = new Map(steps.map((step, index) => [step, faults[(first + index) % faults.length] as F]))
    return { names: [...of.values()].map(({ name }) => name).join(', '), of }
  })
}

/** Faults that end by themselves, but not soon. */
export const PUTTING_OFF = [
  { name: 'a daily limit', kind: 'later', seconds: 3 * 3600 },
  { name: 'an open circuit', kind: 'circuit_open' },
  { name: '429 without end', kind: '429', retryAfter: 'absent' },
] as const satisfies readonly Disturbance[]

/** Refusals of a method, and the error kind of each. */
export const REFUSING = [
  { kind: 'missing_role', word: 'no_role' },
  { kind: 'plan_refused', word: 'no_plan' },
] as const

/** What is hit: a method of each step, and how many of its requests succeed before. */
export type Struck<S extends string> = Readonly<
  Record<S, { readonly path: string; readonly skip?: number; readonly host?: string }>
>

/** All rows of the engine's first shop, by table. */
export const contents = async (of: RunningEngine) =>
  (await of.query(contentsSql())) as unknown as readonly Content[]

/** Progress of one step; throws if there is none. */
export function word(progress: Progress, id: string): StepProgress {
  const found = progress.steps.find(step => step.step === id)
  if (!found) throw new TypeError(`no word on ${id}`)
  return found
}

/** The engine's shop, as the list of shops shows it. */
export async function shopOf(of: RunningEngine): Promise<Shop> {
  const found = (await of.engine.handlers['shop.list']()).find(shop => shop.id === of.shop.id)
  if (!found) throw new TypeError('the shop is gone')
  return found
}

/** 100 % may only be reported if all steps ended well. */
export function neverWholeOverAnError(of: RunningEngine): void {
  for (const told of of.events) {
    if (told.event !== 'sync.progress' || told.payload.percent < 100) continue
    expect(told.payload.steps.filter(step => !['done', 'skipped'].includes(step.status))).toEqual([])
    expect(told.payload.status).not.toBe('failed')
  }
}

/** Hits a method of each of some steps and checks the result of these and the other steps. */
export function striking<S extends string>(
  market: () => Sandbox,
  struck: Struck<S>,
  /** The steps to load. */
  steps: readonly string[],
) {
  const all = Object.keys(struck) as S[]
  return {
    all,
    strike(of: Omit<Fault, 'path'>, on: readonly S[] = all): void {
      market().log.clear()
      market().faults.set(on.map(step => ({ ...struck[step], ...of })))
    },
    /** Hits each of some steps with its own fault. */
    strikeEach(of: ReadonlyMap<S, Omit<Fault, 'path'>>): void {
      market().log.clear()
      market().faults.set([...of].map(([step, { ...fault }]) => ({ ...struck[step], ...fault })))
    },
    /** Number of requests that met a fault. */
    requests: (step: S): number =>
      market()
        .log.find({ path: struck[step].path })
        .filter(entry => entry.fault !== null).length,
    othersAreDone: (progress: Progress, but: readonly string[]) =>
      expect(progress.steps.filter(step => step.status !== 'done').map(step => step.step)).toEqual(
        steps.filter(id => but.includes(id)),
      ),
    /** Retries the failed steps without faults, as the button does. */
    async retriedTo(truth: readonly Content[], of: RunningEngine, last: Progress): Promise<void> {
      market().faults.clear()
      const again = last.steps.filter(step => step.status !== 'done').map(step => step.step)
      const progress = await of.load(again)
      expect(progress.steps.map(step => [step.step, step.status])).toEqual(steps.map(id => [id, 'done']))
      expect(progress).toMatchObject({ status: 'done', percent: 100 })
      expect(await contents(of)).toEqual(truth)
      expect(await shopOf(of)).toMatchObject({ status: 'active', messages: [] })
    },
  }
}
