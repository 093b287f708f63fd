import { api, type EventName } from '#contract/api.ts'
import { isAwaited, type Progress } from '#contract/sync.ts'
import type { Input, Question, Told } from './questions.ts'

/** Events that make an answer out of date: any of that type, or only those that concern its query. */
type Rules<Q extends Question> = {
  readonly [E in EventName]?: true | ((told: Told<E>, asked: Input<Q>) => boolean)
}

/** A new reading method does not compile until it is listed here; `never` if no event makes it out of date. */
const TABLE: { readonly [Q in Question]: Rules<Q> | 'never' } = {
  'app.info': { 'app.notice': ({ word }) => word === 'data_newer' },
  'shop.list': { 'shop.changed': true },
  'shop.orphans': { 'shop.changed': true },
  // Measured from rows.
  'overview.get': { 'data.changed': concerns },
  'report.ask': { 'data.changed': concerns },
  'coverage.get': { 'data.changed': concerns },
  'charges.types': { 'data.changed': concerns },
  'charges.advertising': { 'data.changed': concerns },
  // Depend on schedules, runs and datasets.
  'sync.datasets': { 'shop.changed': true, 'sync.progress': true, 'background.changed': true },
  'runs.list': { 'shop.changed': true, 'sync.progress': true, 'history.changed': true },
  'history.list': { 'shop.changed': true, 'history.changed': true, 'background.changed': true },
  'runs.responses': 'never',
  'report.measures': 'never',
  'status.get': { 'status.changed': true },
  // Their events carry the answer itself.
  'sync.status': 'never',
  'background.get': 'never',
  'log.list': 'never',
  // Only the window changes them.
  'settings.get': 'never',
  // The feed merges new events into what it shows.
  'events.list': 'never',
}

/** Whether an event makes the answer to a query out of date. */
export function staleBy<E extends EventName, Q extends Question>(
  event: E,
  told: Told<E>,
  question: Q,
  asked: Input<Q>,
): boolean {
  if (event === 'app.notice' && isNewEngine(told as Told<'app.notice'>) && Object.hasOwn(api, question))
    return true
  const rules: Rules<Q> | 'never' = TABLE[question]
  const rule = rules === 'never' ? undefined : rules[event]
  return typeof rule === 'function' ? rule(told, asked) : rule === true
}

/** Whether an answer is measured from rows: it costs much, and is the same until something happens, but for the minutes of today. */
export const isMeasured = (question: Question): boolean =>
  TABLE[question] !== 'never' && 'data.changed' in TABLE[question]

/** A restarted engine may have other data than the one that died. */
const isNewEngine = ({ word }: Told<'app.notice'>): boolean =>
  word === 'engine_restarted' || word === 'data_opened'

function concerns(
  { shopId }: Told<'data.changed'>,
  { shopIds }: { readonly shopIds: readonly number[] | null },
): boolean {
  return shopIds === null || shopIds.includes(shopId)
}

/** Whether a run replaces the one that is shown: a background run does not hide one that the user waits for. */
export function takesPlaceOf(run: Progress, shown: Progress | null | undefined): boolean {
  const goesOn = shown?.status === 'running' && shown.runId !== run.runId
  return !goesOn || !isAwaited(shown) || isAwaited(run)
}
