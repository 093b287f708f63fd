import { kindOf, wordsOf } from '#contract/errors.ts'
import type { HostName } from '#contract/marketplaces/index.ts'
import type { StepProgress } from '#contract/sync.ts'
import type { RunContext } from '../declare/slices.ts'
import type { Step, Stream } from '../declare/stream.ts'
import { LoadError, REACTION, type Reaction } from '../errors.ts'
import type { Job } from './run-stream.ts'
import { loadStream } from './run-stream.ts'

/** What went wrong so far that later streams have to know of. */
interface Failures {
  /** Keys that a host refused. */
  readonly refused: Map<HostName, LoadError>
  /** Tables that were not filled, by name. */
  readonly unfilled: Map<string, unknown>
}

/** What is worth a look afterwards: answers that were not understood, and failures that patience did not mend. */
const CAPTURED: ReadonlySet<Reaction> = new Set(['fail', 'retry'])

/** The lane that brings the ids which others ask for: whoever asks waits for its end, whoever asks for none has begun already. */
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
 * Runs the steps of one shop: every lane beside the others, the steps of a lane in order; the ids of the catalogue are there when it has ended. A step that
 * fails, is refused or put off holds up nothing else, but a key that one host refuses ends all that this host was asked for. Resolves with the last word on
 * each step; never throws.
 */
export async function pipeline(
  steps: readonly Step[],
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
  // A fault of the program in one lane leaves none behind that nobody waits for.
  for (const lane of all) if (lane.status === 'rejected') throw lane.reason
  return [...ended.values()]
}

const tablesOf = (steps: readonly Step[], lane: string): ReadonlySet<string> =>
  new Set(
    steps
      .filter(step => step.lane === lane)
      .flatMap(({ streams }) => streams.flatMap(({ into }) => into.map(({ name }) => name))),
  )

/** The same context, but ids of `tables` are only told once what fills these has ended. */
const waitingFor = (filled: Promise<void>, tables: ReadonlySet<string>, context: RunContext): RunContext => ({
  ...context,
  async ids(of, from, to) {
    if (tables.has(of.table.name)) await filled
    return context.ids(of, from, to)
  },
})

async function runStep(
  step: Step,
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

  const errors: StreamFailure[] = []
  let range = {}
  try {
    for (const stream of step.streams) {
      // A person sees one step: the slices of its streams are counted on.
      const before = state
      const error = await runStream(stream, job, failures, done => {
        tell({
          slice: before.slice + done.index,
          slices: before.slices + done.of,
          rows: state.rows + done.rows,
          added: state.added + done.added,
          changed: state.changed + done.changed,
          notices: done.notice ? [...state.notices, done.notice] : state.notices,
        })
      })
      if (error) errors.push({ error, reaction: reactionTo(error, stream) })
      if (error instanceof LoadError && error.captured && CAPTURED.has(REACTION[error.kind]))
        job.capture(step.id, error.captured)
      if (error instanceof LoadError && error.kind === 'cancelled') break
    }
    // What is there is measured, not what was asked for.
    range = await job.store.range(job.shopId, step.streams)
  } catch (error) {
    // The store is the step's own trouble: the others may not meet it.
    errors.push({ error, reaction: 'fail' })
  }
  const { notices = [], ...word } = verdict(errors, step.streams.length)
  // How deep a step reads is of no interest when nothing of it was read.
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
  const cause = stream.when(job.context)
  if (cause) return new LoadError(cause, stream.id)
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
 * A stream whose ids nobody could bring fails as they did: work that is done over nothing would never be asked for again. What it asks of its own tables
 * is its own past, whatever befell others that fill them too.
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
/** The evidence was kept with the step that met it. */
const withoutCapture = ({ kind, message, until }: LoadError): LoadError =>
  new LoadError(kind, message, until === null ? {} : { until })

/** What a stream met, and what it means for its step. */
interface StreamFailure {
  readonly error: unknown
  readonly reaction: Reaction
}
const STREAM_ONLY: ReadonlySet<Reaction> = new Set(['fail', 'retry', 'fallback'])

/** A failure that is only the stream's own counts as a refusal where nothing depends on it. */
function reactionTo(error: unknown, { optional }: Stream): Reaction {
  if (!(error instanceof LoadError)) return 'fail'
  const reaction = REACTION[error.kind]
  return optional && STREAM_ONLY.has(reaction) ? 'skip' : reaction
}

/** One word for a step out of what its streams met: the gravest counts, and nothing is good over an error. */
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
