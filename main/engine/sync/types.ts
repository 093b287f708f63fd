import type { HostName } from '#contract/marketplaces/index.ts'
import type { KeyCheck } from '#contract/shop.ts'
import type { Progress, StepProgress } from '#contract/sync.ts'
import type { Load, Step, Stream } from '../../../loaders/core/declare/stream.ts'
import type { Job } from '../../../loaders/core/run/run-stream.ts'
import type { Log } from '../diagnostics/log.ts'
import type { ShopRow } from '../store/records/shops.ts'
import type { Tasks } from '../tasks/tasks.ts'
import type { WriteBehind } from '../tasks/write-behind.ts'

/** Storage of runs and of the state of each dataset. A run is stored with its own steps only. */
export interface RunRecords {
  insert(progress: Omit<Progress, 'runId'>): number
  update(progress: Progress): void
  /** Not a run of older history, nor in `unfinished`. */
  newest(shopId: number): Progress | null
  /** Paused or interrupted runs, oldest first. */
  unfinished(shopId: number): readonly Progress[]
  /** The interrupted run of older history. */
  unfinishedOlder(shopId: number): Progress | null
  /** Closes runs that will not be resumed. */
  abandon(shopId: number, at: string): void
  /** Marks running runs as interrupted, after a crash. */
  interrupt(): void
  /** The last state of each dataset of a shop that was ever tried. */
  words(shopId: number): readonly StepProgress[]
  /** Steps whose state was saved at this instant (UTC) or later. */
  since(shopId: number, at: string): ReadonlySet<string>
  /** Saves the state of a dataset. */
  keep(shopId: number, word: StepProgress, at: string): void
  /** Forgets the states of datasets. */
  forget(shopId: number, steps: readonly string[]): void
}

/** What a run needs of the rest of the engine. */
export interface SyncParts {
  readonly runs: RunRecords
  readonly steps: (shop: ShopRow) => readonly Step[]
  /** What is read of the time before the first load. */
  readonly older: (shop: ShopRow) => readonly Load[]
  /** Hosts whose refusal spoils only their own steps. */
  readonly optionalHosts: (shop: ShopRow) => ReadonlySet<HostName>
  /** Throws `no_shop`. */
  shop(shopId: number): ShopRow
  exists(shopId: number): boolean
  changeShop(
    shopId: number,
    change: Partial<Pick<ShopRow, 'status' | 'messages' | 'lastSyncAt' | 'loaded'>>,
  ): void
  /** Reads the keys, opens a session and checks what the keys allow. A run by a person lifts long pauses. Progress made before the run (a demo's past) is reported to `told`. */
  prepare(
    shop: ShopRow,
    runId: number,
    signal: AbortSignal,
    asked: OnWait,
    byPerson: boolean,
    told: (word: StepProgress) => void,
  ): Promise<Prepared>
  /** Checks the stored keys of a shop. */
  check(shop: ShopRow): Promise<Pick<KeyCheck, 'verdict'>>
  /** Whether automatic runs of a shop may start now. */
  mayStart(shopId: number): boolean
  emitProgress(progress: Progress): void
  /** Older history was read, or its reading began or ended. */
  emitOlder(shopId: number): void
  emitDataChanged(shopId: number, tables: readonly string[]): void
  readonly tasks: Tasks
  /** Write-behind queue for the states of steps and runs. */
  readonly writes: WriteBehind
  readonly log: Log
  readonly now: () => number
}
/** Called when the marketplace asks a stream to wait, with the ms. */
export type OnWait = (stream: Stream, ms: number) => void

export interface Prepared {
  readonly job: Job
  /** Requests sent so far. */
  requests(): number
  /** Ms in which some of them waited for limits. */
  waited(): number
}

/** Why the marketplace refuses these keys. */
export interface Refusal {
  readonly kind: string
  readonly message: string | null
}

/** An active run. */
export interface Active {
  /** As the window shows it. */
  progress: Progress
  /** The steps that this run executes. */
  readonly own: ReadonlySet<string>
  readonly abort: AbortController
  /** The status after an external stop; `refused` ends as failed. */
  stoppedAs: 'paused' | 'interrupted' | 'refused'
  /** The refusal of the shop's main keys, if this or another run met one. */
  refusal: Refusal | null
  readonly ended: Promise<Progress>
}
