import { today } from '../../loaders/core/declare/slices.ts'
import { type Step, type Stream, step, stream } from '../../loaders/core/declare/stream.ts'
import type { Id } from '../../loaders/core/declare/table.ts'
import { id, type Table, table } from '../../loaders/core/declare/table.ts'
import { LoadError } from '../../loaders/core/errors.ts'
import { pipeline } from '../../loaders/core/run/pipeline.ts'
import type { Job } from '../../loaders/core/run/run-stream.ts'
import type { StepProgress } from '../../preload/contract/sync.ts'

export const tableOf = (name: string) =>
  table(name, { store: 'facts', key: ['n'], columns: { n: id() }, grain: 'One number.' })

/** A stream that loads one number today, or fails. */
export const streamOf = (
  name: string,
  into: Table,
  failure: unknown = null,
  of: Partial<Stream> = {},
): Stream => ({
  ...stream({
    id: name,
    into: [into],
    slices: today(),
    source: sourceOf(() => {
      if (failure) throw failure
    }),
    rows: () => ({}),
  }),
  ...of,
})
/** A source of one page, with a callback when it is read. */
export const sourceOf = (
  read: () => unknown,
  host: Stream['source']['host'] = 'wb-common',
): Stream['source'] => ({
  host,
  paths: [],
  async *read() {
    await read()
    yield 1
  },
})
export const stepOf = (name: string, lane: string, ...streams: Stream[]): Step =>
  step(name, { lane, refresh: 'daily' }, streams)

/** Runs steps over a store that accepts everything; returns their results as `step status kind`, and all progress events. */
export async function words(
  steps: readonly Step[],
  over: {
    readonly store?: object
    readonly capture?: Job['capture']
    /** Ids of earlier runs. */
    readonly ids?: readonly Id[]
  } = {},
) {
  const log: string[] = []
  const told: StepProgress[] = []
  const stage = async (_shop: number, { id }: Stream) => ({
    add: () => false,
    close: async () => {},
    commit: async () => ({ rows: 2, added: 1, changed: 1, notice: null }),
    discard: async () => void log.push(`discarded ${id}`),
  })
  const job = {
    shopId: 1,
    runId: 1,
    context: {
      today: '2026-11-24',
      now: () => '2026-11-24T09:00:00.000Z',
      first: true,
      may: () => false,
      ids: async () => over.ids ?? [],
    },
    store: {
      done: async () => new Map(),
      recovered: async () => new Map(),
      stage,
      finish: async () => {},
      range: async () => ({ from: null, to: null }),
      ...over.store,
    },
    streamContext: () => ({}),
    redact: (error: LoadError) => new LoadError(error.kind, error.message, optionsOf(error)),
    capture: over.capture ?? (() => {}),
  } as unknown as Job
  const ended = await pipeline(steps, job, progress => told.push(progress))
  return { said: ended.map(({ step, status, kind }) => `${step} ${status} ${kind ?? '-'}`), ended, log, told }
}
const optionsOf = ({ until, captured }: LoadError) => ({
  ...(until === null ? {} : { until }),
  ...(captured ? { captured } : {}),
})
