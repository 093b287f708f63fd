import type { HostName } from '#contract/marketplaces/index.ts'
import type { KeyCheck } from '#contract/shop.ts'
import type { Progress, StepProgress } from '#contract/sync.ts'
import type { Step, Stream } from '../../../loaders/core/declare/stream.ts'
import type { Job } from '../../../loaders/core/run/run-stream.ts'
import type { Log } from '../diagnostics/log.ts'
import type { ShopRow } from '../store/records/shops.ts'
import type { Tasks } from '../tasks/tasks.ts'
import type { WriteBehind } from '../tasks/write-behind.ts'

/** Runs of the loaders and the state of each dataset, as they lie in the store. A run is kept with its own steps alone. */
export interface RunRecords {
  insert(progress: Omit<Progress, 'runId'>): number
  update(progress: Progress): void
  newest(shopId: number): Progress | null
  /** Runs that were paused or cut off, oldest first. */
  unfinished(shopId: number): readonly Progress[]
  /** Ends what nobody will take up again. */
  abandon(shopId: number, at: string): void
  /** Marks what was under way when the process went away. */
  interrupt(): void
  /** The last word on each dataset of a shop that was ever tried. */
  words(shopId: number): readonly StepProgress[]
  /** Steps of a shop on which the last word was said at this instant (UTC) or later. */
  since(shopId: number, at: string): ReadonlySet<string>
  /** Keeps the last word on a dataset. */
  keep(shopId: number, word: StepProgress, at: string): void
}

/** What a run needs of the rest of the engine. */
export interface SyncParts {
  readonly runs: RunRecords
  readonly steps: (shop: ShopRow) => readonly Step[]
  /** Hosts whose refusal spoils only their own steps. */
  readonly optionalHosts: (shop: ShopRow) => ReadonlySet<HostName>
  /** Throws `no_shop`. */
  shop(shopId: number): ShopRow
  exists(shopId: number): boolean
  changeShop(
    shopId: number,
    change: Partial<Pick<ShopRow, 'status' | 'messages' | 'lastSyncAt' | 'loaded'>>,
  ): void
  /** Asks for the keys, opens a session with the marketplace and looks at what the keys allow. A run of a person asks again what was put off for hours. What of a step is read before the run begins is told. */
  prepare(
    shop: ShopRow,
    runId: number,
    signal: AbortSignal,
    asked: OnWait,
    byPerson: boolean,
    told: (word: StepProgress) => void,
  ): Promise<Prepared>
  /** Asks the marketplace what the stored keys of a shop are worth. */
  check(shop: ShopRow): Promise<Pick<KeyCheck, 'verdict'>>
  /** Whether nothing keeps runs of a shop from beginning by themselves now. */
  mayStart(shopId: number): boolean
  emitProgress(progress: Progress): void
  emitDataChanged(shopId: number, tables: readonly string[]): void
  readonly tasks: Tasks
  /** What a run says of its steps and of its end. */
  readonly writes: WriteBehind
  readonly log: Log
  readonly now: () => number
}
/** Hears that the marketplace asked a stream to wait, for how many ms. */
export type OnWait = (stream: Stream, ms: number) => void

export interface Prepared {
  readonly job: Job
  /** Requests sent so far. */
  requests(): number
  /** Ms in which some of them waited for limits. */
  waited(): number
}

/** Why the marketplace takes no more requests with these keys. */
export interface Refusal {
  readonly kind: string
  readonly message: string | null
}

/** A run under way. */
export interface Active {
  /** As a person sees it. */
  progress: Progress
  /** The steps that it runs itself. */
  readonly own: ReadonlySet<string>
  readonly abort: AbortController
  /** What the run becomes when it is stopped from outside; one whose keys were refused has failed. */
  stoppedAs: 'paused' | 'interrupted' | 'refused'
  /** The refusal of the shop's main keys that it or another run has met. */
  refusal: Refusal | null
  readonly ended: Promise<Progress>
}
