import type { Api } from '#contract/api.ts'
import type { Handlers } from '#contract/rpc.ts'
import type { RunResponse, RunSummary } from '#contract/schedule.ts'
import type { Progress, StepProgress } from '#contract/sync.ts'
import type { CapturedResponse } from '../../../loaders/core/errors.ts'
import { capturedResponsesOf, listRuns } from '../store/records/runs.ts'
import type { Dims } from '../store/sqlite/connection.ts'

/** Characters of an answer that a page shows; the whole is in the table `evidence`. */
const SHOWN = 16_384

/** Handlers of past runs, newest first, and of their captured responses. */
export const runHistory = (
  dims: Dims,
  shopIds: (asked: readonly number[] | null) => readonly number[],
): Pick<Handlers<Api>, 'runs.list' | 'runs.responses'> => ({
  'runs.list': async ({ shopIds: asked, ...of }) =>
    listRuns(dims, { ...of, shopIds: shopIds(asked) }).map(({ run, responses }) => summaryOf(run, responses)),
  'runs.responses': async ({ runId }) => capturedResponsesOf(dims, runId).map(answerOf),
})

function summaryOf({ percent, secondsLeft, steps, ...run }: Progress, responses: number): RunSummary {
  const sum = (of: 'rows' | 'added' | 'changed') => steps.reduce((total, step) => total + step[of], 0)
  return {
    ...run,
    rows: sum('rows'),
    added: sum('added'),
    changed: sum('changed'),
    steps: steps.map(wordOf),
    responses,
  }
}

const wordOf = ({ step, status, rows, added, changed, kind, message, until }: StepProgress) => ({
  step,
  status,
  rows,
  added,
  changed,
  kind,
  message,
  until,
})

function answerOf({
  step,
  at,
  status,
  answer,
  ...of
}: CapturedResponse & { step: string; at: string }): RunResponse {
  const parts = [of.query, of.body].filter(part => part !== null && part !== undefined)
  return {
    step,
    at,
    request: [`${of.method} ${of.host}${of.path}`, ...parts.map(part => JSON.stringify(part))].join('\n'),
    status,
    answer: answer.slice(0, SHOWN),
  }
}
