import { datasetsOf, forgetDatasets, saveDataset } from '../store/records/datasets.ts'
import {
  abandonRuns,
  interruptRuns,
  lastRun,
  saveRun,
  startRun,
  unfinishedOlderRun,
  unfinishedRuns,
} from '../store/records/runs.ts'
import type { Dims } from '../store/sqlite/connection.ts'
import type { RunRecords } from './types.ts'

/** Stored runs, and the stored state of each dataset. */
export const runRecords = (dims: Dims): RunRecords => ({
  insert(start) {
    const runId = startRun(dims, start)
    saveRun(dims, { ...start, runId })
    return runId
  },
  update: progress => saveRun(dims, progress),
  newest: shopId => lastRun(dims, shopId),
  unfinished: shopId => unfinishedRuns(dims, shopId),
  unfinishedOlder: shopId => unfinishedOlderRun(dims, shopId),
  abandon: (shopId, at) => abandonRuns(dims, shopId, at),
  interrupt: () => void interruptRuns(dims),
  words: shopId => datasetsOf(dims, shopId).map(({ word }) => word),
  since: (shopId, at) =>
    new Set(datasetsOf(dims, shopId).flatMap(({ word, triedAt }) => (triedAt >= at ? [word.step] : []))),
  keep: (shopId, word, at) => saveDataset(dims, shopId, word, at),
  forget: (shopId, steps) => forgetDatasets(dims, shopId, steps),
})
