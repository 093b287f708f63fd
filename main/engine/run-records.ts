import type { Dims } from './store/lite.ts'
import { interruptRuns, lastRun, saveRun, startRun } from './store/runs.ts'
import type { RunRecords } from './syncs.ts'

/** Runs as they lie in the store. */
export const runRecords = (dims: Dims): RunRecords => ({
  insert(start) {
    const runId = startRun(dims, {
      shopId: start.shopId,
      first: start.first,
      trigger: 'person',
      startedAt: start.startedAt,
    })
    saveRun(dims, { ...start, runId })
    return runId
  },
  update: progress => saveRun(dims, progress),
  last(shopId) {
    const run = lastRun(dims, shopId)
    if (!run) return null
    const { trigger, ...progress } = run
    return progress
  },
  interrupt: () => void interruptRuns(dims),
})
