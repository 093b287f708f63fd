import type { Progress, StepProgress } from '#contract/sync.ts'
import type { CapturedResponse } from '../../../../loaders/core/errors.ts'
import { maskAnswer, maskText, maskValue } from '../../../../loaders/core/http/personal-data.ts'
import type { Dims } from '../sqlite/connection.ts'
import { transaction } from '../sqlite/connection.ts'

/** Captured responses kept per shop. */
const KEPT = 50
/** Runs kept per shop: two weeks of scheduled runs. */
const KEPT_RUNS = 1000

/** Inserts a run and returns its unique id; deletes the oldest beyond the last thousand of the shop. */
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
        `INSERT INTO runs (shop_id, id, first, trigger, status, started_at, ended_at, requests, waited, percent, steps)
         VALUES (?, ?, ?, ?, 'running', ?, NULL, 0, 0, 0, '[]')`,
      )
      .run(run.shopId, id, run.first ? 1 : 0, run.trigger, run.startedAt)
    dims
      .prepare(
        `DELETE FROM runs WHERE shop_id = :shopId AND status IN ('done', 'failed')
           AND id <= (SELECT id FROM runs WHERE shop_id = :shopId ORDER BY id DESC LIMIT 1 OFFSET :kept)`,
      )
      .run({ shopId: run.shopId, kept: KEPT_RUNS })
    return id
  })
}

/** Saves the state of a run. */
export function saveRun(dims: Dims, progress: Progress): void {
  transaction(dims, () =>
    dims
      .prepare(
        'UPDATE runs SET status = ?, ended_at = ?, requests = ?, waited = ?, percent = ?, steps = ? WHERE shop_id = ? AND id = ?',
      )
      .run(
        progress.status,
        progress.endedAt,
        progress.requests,
        progress.waited,
        progress.percent,
        JSON.stringify(progress.steps),
        progress.shopId,
        progress.runId,
      ),
  )
}

type Row = Readonly<Record<string, unknown>>
const runOf = (row: Row): Progress => ({
  shopId: row.shop_id as number,
  runId: row.id as number,
  trigger: row.trigger as Progress['trigger'],
  status: row.status as Progress['status'],
  percent: row.percent as number,
  first: row.first === 1,
  startedAt: row.started_at as string,
  endedAt: row.ended_at as string | null,
  secondsLeft: null,
  requests: row.requests as number,
  waited: row.waited as number,
  // Runs of the first versions did not count new rows separately.
  steps: (JSON.parse(row.steps as string) as StepProgress[]).map(step => ({
    ...step,
    added: step.added ?? 0,
    changed: step.changed ?? 0,
  })),
})

/** Runs that read older history stand apart: nobody waits for them, and whatever else runs goes before them. */
const OLDER = "trigger = 'history'"
const FRESH = "trigger <> 'history'"
const OPEN = "status IN ('paused', 'interrupted')"

/** The newest run of a shop as last saved, or null; not of older history. */
export function lastRun(dims: Dims, shopId: number): Progress | null {
  const row = dims
    .prepare(`SELECT * FROM runs WHERE shop_id = ? AND ${FRESH} ORDER BY id DESC LIMIT 1`)
    .get(shopId)
  return row ? runOf(row as Row) : null
}

/** The paused or interrupted runs of a shop, oldest first; not of older history. */
export const unfinishedRuns = (dims: Dims, shopId: number): readonly Progress[] =>
  (
    dims
      .prepare(`SELECT * FROM runs WHERE shop_id = ? AND ${OPEN} AND ${FRESH} ORDER BY id`)
      .all(shopId) as Row[]
  ).map(runOf)

/** The interrupted run of older history of a shop, or null. */
export function unfinishedOlderRun(dims: Dims, shopId: number): Progress | null {
  const row = dims
    .prepare(`SELECT * FROM runs WHERE shop_id = ? AND ${OPEN} AND ${OLDER} ORDER BY id DESC LIMIT 1`)
    .get(shopId)
  return row ? runOf(row as Row) : null
}

/** Closes runs of a shop that will not be resumed. */
export function abandonRuns(dims: Dims, shopId: number, at: string): void {
  transaction(dims, () =>
    dims
      .prepare(`UPDATE runs SET status = 'failed', ended_at = ? WHERE shop_id = ? AND ${OPEN} AND ${FRESH}`)
      .run(at, shopId),
  )
}

/** Runs of these shops before `before` (all when null), newest first, each with its number of captured responses. */
export function listRuns(
  dims: Dims,
  of: { readonly shopIds: readonly number[]; readonly limit: number; readonly before: number | null },
): readonly { readonly run: Progress; readonly responses: number }[] {
  const rows = dims
    .prepare(
      `SELECT runs.*, (SELECT count(*) FROM evidence WHERE evidence.shop_id = runs.shop_id AND run_id = runs.id) AS kept
       FROM runs WHERE shop_id IN (SELECT value FROM json_each(?)) AND id < ? ORDER BY id DESC LIMIT ?`,
    )
    .all(JSON.stringify(of.shopIds), of.before ?? Number.MAX_SAFE_INTEGER, of.limit) as Row[]
  return rows.map(row => ({ run: runOf(row), responses: row.kept as number }))
}

/** The captured responses of a run, oldest first. */
export const capturedResponsesOf = (
  dims: Dims,
  runId: number,
): readonly (CapturedResponse & { step: string; at: string })[] =>
  (dims.prepare('SELECT * FROM evidence WHERE run_id = ? ORDER BY id').all(runId) as Row[]).map(
    ({ request, status, answer, step, kept_at }) => ({
      ...(JSON.parse(request as string) as Omit<CapturedResponse, 'status' | 'answer'>),
      status: status as number | null,
      answer: answer as string,
      step: step as string,
      at: kept_at as string,
    }),
  )

/** Marks runs that a crashed process left unfinished, and returns their shops. */
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

/** Saves a captured response with its request, personal data masked; deletes the oldest beyond fifty per shop. */
export function saveCapturedResponse(
  dims: Dims,
  of: { readonly shopId: number; readonly runId: number; readonly step: string },
  response: CapturedResponse,
): void {
  const { answer, status, query, body, ...asked } = response
  const request = { ...asked, path: maskText(asked.path), query: maskValue(query), body: maskValue(body) }
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
        maskAnswer(answer),
      )
    dims.prepare('DELETE FROM evidence WHERE shop_id = ? AND id <= ?').run(of.shopId, id - KEPT)
  })
}
