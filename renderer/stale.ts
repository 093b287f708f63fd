import type { EventName } from '#contract/api.ts'
import { isAwaited, type Progress } from '#contract/sync.ts'

interface Asked {
  readonly name: string
  readonly input: unknown
}

/** What is measured from rows. */
const OF_DATA: ReadonlySet<string> = new Set(['overview.get', 'coverage.get'])
/** What speaks of schedules, runs and datasets. */
const OF_RUNS: ReadonlySet<string> = new Set(['sync.board', 'runs.list'])

/** Whether an event puts an answer out of date, so that it is asked for again. */
export function staleBy(event: EventName, payload: unknown, asked: Asked): boolean {
  switch (event) {
    case 'shop.changed':
      return asked.name === 'shop.list' || asked.name === 'shop.orphans' || OF_RUNS.has(asked.name)
    case 'data.changed':
      return OF_DATA.has(asked.name) && speaksOf(asked.input, payload)
    case 'sync.progress':
      return OF_RUNS.has(asked.name)
    case 'background.changed':
      return asked.name === 'sync.board'
    case 'app.notice':
      return staleByNotice((payload as { word: string }).word, asked.name)
    default:
      return false
  }
}

function staleByNotice(word: string, name: string): boolean {
  if (word === 'data_newer') return name === 'app.info'
  // A new engine may know other things than the one that died.
  return (word === 'engine_restarted' || word === 'data_opened') && name !== 'app.info'
}

function speaksOf(input: unknown, payload: unknown): boolean {
  const { shopIds } = input as { shopIds: readonly number[] | null }
  return shopIds === null || shopIds.includes((payload as { shopId: number }).shopId)
}

/** Whether a run is shown in place of the one that is: a run that nobody waits for does not hide one that somebody does. */
export function takesPlaceOf(run: Progress, shown: Progress | null | undefined): boolean {
  const goesOn = shown?.status === 'running' && shown.runId !== run.runId
  return !goesOn || !isAwaited(shown) || isAwaited(run)
}
