import type { Progress } from '#contract/sync.ts'
import type { Evidence } from '../../../loaders/core/errors.ts'
import type { Dims } from './lite.ts'
import { transaction } from './lite.ts'

/** Answers that are kept of one shop. */
const KEPT = 50

/** Opens a run and returns its id, which no other run has. */
export function startRun(
  dims: Dims,
  run: {
    readonly shopId: number
    readonly first: boolean
    readonly trigger: string
    readonly startedAt: string
  },
): number {
  return transaction(dims, () => {
    const id = Number(dims.prepare('SELECT coalesce(max(id), 0) + 1 FROM runs').pluck().get())
    dims
      .prepare(
        `INSERT INTO runs (shop_id, id, first, trigger, status, started_at, ended_at, requests, percent, steps)
         VALUES (?, ?, ?, ?, 'running', ?, NULL, 0, 0, '[]')`,
      )
      .run(run.shopId, id, run.first ? 1 : 0, run.trigger, run.startedAt)
    return id
  })
}

/** Keeps the last word on a run. */
export function saveRun(dims: Dims, progress: Progress): void {
  transaction(dims, () =>
    dims
      .prepare(
        'UPDATE runs SET status = ?, ended_at = ?, requests = ?, percent = ?, steps = ? WHERE shop_id = ? AND id = ?',
      )
      .run(
        progress.status,
        progress.endedAt,
        progress.requests,
        progress.percent,
        JSON.stringify(progress.steps),
        progress.shopId,
        progress.runId,
      ),
  )
}

/** The newest run of a shop as it was last saved, or null when it never ran. */
export function lastRun(dims: Dims, shopId: number): (Progress & { readonly trigger: string }) | null {
  const row = dims.prepare('SELECT * FROM runs WHERE shop_id = ? ORDER BY id DESC LIMIT 1').get(shopId) as
    | Record<string, unknown>
    | undefined
  if (!row) return null
  return {
    shopId,
    runId: row.id as number,
    trigger: row.trigger as string,
    status: row.status as Progress['status'],
    percent: row.percent as number,
    first: row.first === 1,
    startedAt: row.started_at as string,
    endedAt: row.ended_at as string | null,
    secondsLeft: null,
    requests: row.requests as number,
    steps: JSON.parse(row.steps as string) as Progress['steps'],
  }
}

/** Marks the runs that a process left unfinished, and returns the shops they belong to. */
export function interruptRuns(dims: Dims): readonly number[] {
  return transaction(dims, () => {
    const shops = dims
      .prepare("SELECT DISTINCT shop_id FROM runs WHERE status = 'running' ORDER BY shop_id")
      .pluck()
      .all() as number[]
    dims.prepare("UPDATE runs SET status = 'interrupted' WHERE status = 'running'").run()
    return shops
  })
}

/** Keeps an answer that no loader understood, with its request; the oldest beyond the last fifty of the shop go. */
export function keepEvidence(
  dims: Dims,
  of: { readonly shopId: number; readonly runId: number; readonly step: string },
  evidence: Evidence,
): void {
  const { answer, status, ...request } = evidence
  transaction(dims, () => {
    const id = Number(
      dims.prepare('SELECT coalesce(max(id), 0) + 1 FROM evidence WHERE shop_id = ?').pluck().get(of.shopId),
    )
    dims
      .prepare(
        `INSERT INTO evidence (shop_id, id, run_id, step, kept_at, request, status, answer) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        of.shopId,
        id,
        of.runId,
        of.step,
        new Date().toISOString(),
        JSON.stringify(request),
        status,
        answer,
      )
    dims.prepare('DELETE FROM evidence WHERE shop_id = ? AND id <= ?').run(of.shopId, id - KEPT)
  })
}
