import { kindOf, wordsOf } from '#contract/errors.ts'
import type { HostName } from '#contract/marketplaces/index.ts'
import type { StepProgress } from '#contract/sync.ts'
import type { RunContext } from '../declare/slices.ts'
import type { Load, Stream } from '../declare/stream.ts'
import { LoadError, REACTION, type Reaction } from '../errors.ts'
import type { Job } from './run-stream.ts'
import { loadStream } from './run-stream.ts'

/** Failures that affect later streams of the run. */
interface Failures {
  /** Hosts that refused their keys. */
  readonly refused: Map<HostName, LoadError>
  /** Tables that could not be filled, by name. */
  readonly unfilled: Map<string, unknown>
}

/** Reactions whose response is captured for diagnostics: not understood, or still failing after retries. */
const CAPTURED: ReadonlySet<Reaction> = new Set(['fail', 'retry'])

/** The lane that loads the ids which other lanes need: a stream that reads ids waits for its end, the others start at once. */
const CATALOGUE = 'catalogue'

export const initialProgress = (step: string): StepProgress => ({
  step,
  status: 'waiting',
  rows: 0,
  added: 0,
  changed: 0,
  slice: 0,
  slices: 0,
  from: null,
  to: null,
  kind: null,
  message: null,
  until: null,
  notices: [],
})

/**
 * Runs the steps of one shop: lanes in parallel, the steps of a lane in order; streams that need ids wait for the catalogue. A step that fails, is refused or
 * put off blocks no other, but a key that a host refuses ends everything for that host. Resolves with the final progress of each step; never throws.
 */
export async function pipeline(
  steps: readonly Load[],
  job: Job,
  onProgress: (progress: StepProgress) => void,
): Promise<readonly StepProgress[]> {
  const failures: Failures = { refused: new Map(), unfilled: new Map() }
  const ended = new Map(steps.map(({ id }) => [id, initialProgress(id)]))
  const runLane = async (lane: string, context: RunContext) => {
    for (const step of steps) {
      if (step.lane === lane)
        ended.set(step.id, await runStep(step, { ...job, context }, failures, onProgress))
    }
  }
  const catalogue = runLane(CATALOGUE, job.context)
  const context = waitingFor(catalogue, tablesOf(steps, CATALOGUE), job.context)
  const lanes = new Set(steps.map(step => step.lane))
  lanes.delete(CATALOGUE)
  const all = await Promise.allSettled([catalogue, ...[...lanes].map(lane => runLane(lane, context))])
  // A bug in one lane must not leave the others unawaited.
  for (const lane of all) if (lane.status === 'rejected') throw lane.reason
  return [...ended.values()]
}

const tablesOf = (steps: readonly Load[], lane: string): ReadonlySet<string> =>
  new Set(
    steps
      .filter(step => step.lane === lane)
      .flatMap(({ streams }) => streams.flatMap(({ into }) => into.map(({ name }) => name))),
  )

/** The same context, but ids of `tables` are returned only after the streams that fill them have ended. */
const waitingFor = (filled: Promise<void>, tables: ReadonlySet<string>, context: RunContext): RunContext => ({
  ...context,
  async ids(of, from, to) {
    if (tables.has(of.table.name)) await filled
    return context.ids(of, from, to)
  },
})

async function runStep(
  step: Load,
  job: Job,
  failures: Failures,
  onProgress: (progress: StepProgress) => void,
) {
  let state: StepProgress = { ...initialProgress(step.id), status: 'running' }
  const tell = (change: Partial<StepProgress>) => {
    state = { ...state, ...change }
    onProgress(state)
  }
  const depth = step.notice?.(job.context)
  tell({ notices: depth ? [{ word: depth.word, details: { ...depth.details } }] : [] })

  const shut = step.when?.(job.context)
  const errors: StreamFailure[] = []
  let range = {}
  try {
    for (const stream of step.streams) {
      // A step is one line of progress: the slices of its streams add up.
      const before = state
      const onSlice: OnProgress = done =>
        tell({
          slice: before.slice + done.index,
          slices: before.slices + done.of,
          rows: state.rows + done.rows,
          added: state.added + done.added,
          changed: state.changed + done.changed,
          notices: done.notice ? [...state.notices, done.notice] : state.notices,
        })
      const error = shut ? new LoadError(shut, step.id) : await runStream(stream, job, failures, onSlice)
      if (error) errors.push({ error, reaction: reactionTo(error, stream) })
      if (error instanceof LoadError && error.captured && CAPTURED.has(REACTION[error.kind]))
        job.capture(step.id, error.captured)
      if (error instanceof LoadError && error.kind === 'cancelled') break
    }
    // The range is measured from the stored rows, not taken from the request.
    range = await job.store.range(job.shopId, step.streams)
  } catch (error) {
    // A store error fails this step only.
    errors.push({ error, reaction: 'fail' })
  }
  const { notices = [], ...word } = verdict(errors, step.streams.length)
  // A notice about the depth is irrelevant if nothing was read.
  const said = word.status === 'skipped' ? [] : state.notices
  tell({ ...range, ...word, notices: [...said, ...notices] })
  return state
}

type OnProgress = Parameters<typeof loadStream>[2]

async function runStream(
  stream: Stream,
  job: Job,
  failures: Failures,
  onProgress: OnProgress,
): Promise<unknown> {
  const before = failures.refused.get(stream.source.host)
  if (before) return before
  try {
    await loadStream(
      stream,
      { ...job, context: failingWithoutIds(failures, stream, job.context) },
      onProgress,
    )
    return null
  } catch (raw) {
    const error = raw instanceof LoadError ? job.redact(raw) : raw
    for (const table of stream.into) failures.unfilled.set(table.name, error)
    if (error instanceof LoadError && error.kind !== 'cancelled' && REACTION[error.kind] === 'stop')
      failures.refused.set(stream.source.host, error)
    return error
  }
}

/**
 * A stream whose ids could not be loaded fails with the same error: an empty slice list would count as done and never be requested again. Ids from the
 * stream's own tables come from earlier runs and are exempt.
 */
const failingWithoutIds = ({ unfilled }: Failures, { into }: Stream, context: RunContext): RunContext => ({
  ...context,
  async ids(of, from, to) {
    const ids = await context.ids(of, from, to)
    const missing = into.some(({ name }) => name === of.table.name) ? undefined : unfilled.get(of.table.name)
    if (ids.length === 0 && missing) throw missing instanceof LoadError ? withoutCapture(missing) : missing
    return ids
  },
})
/** The error without its captured response, which is stored with the step that caused it. */
const withoutCapture = ({ kind, message, until }: LoadError): LoadError =>
  new LoadError(kind, message, until === null ? {} : { until })

/** A stream's error and the reaction to it. */
interface StreamFailure {
  readonly error: unknown
  readonly reaction: Reaction
}
const STREAM_ONLY: ReadonlySet<Reaction> = new Set(['fail', 'retry', 'fallback'])

/** A failure confined to an optional stream counts as a skip. */
function reactionTo(error: unknown, { optional }: Stream): Reaction {
  if (!(error instanceof LoadError)) return 'fail'
  const reaction = REACTION[error.kind]
  return optional && STREAM_ONLY.has(reaction) ? 'skip' : reaction
}

/** The status of a step from the errors of its streams: the most severe one wins. */
function verdict(met: readonly StreamFailure[], streams: number): Partial<StepProgress> {
  if (met.length === 0) return { status: 'done' }
  if (met.some(({ error }) => kindOf(error) === 'cancelled')) return { status: 'paused' }
  const { error, reaction } = (met.find(one => !['skip', 'later'].includes(one.reaction)) ??
    met.find(one => one.reaction === 'later') ??
    met[0]) as StreamFailure
  const words = { kind: kindOf(error), message: wordsOf(error) }
  if (reaction === 'later') {
    const until =
      error instanceof LoadError && error.until !== null ? new Date(error.until).toISOString() : null
    return { status: 'later', until, ...words }
  }
  if (reaction !== 'skip') return { status: 'failed', ...words }
  return met.length === streams
    ? { status: 'skipped', ...words }
    : { status: 'done', notices: [{ word: 'partly_refused', details: { kind: words.kind } }] }
}
