import { beforeEach, describe, expect, test } from 'vitest'
import type { Progress } from '#contract/sync.ts'
import type { CapturedResponse } from '../../../../loaders/core/errors.ts'
import { initialProgress } from '../../../../loaders/core/run/pipeline.ts'
import { openRecords } from '../../../../tests/support/records.ts'
import type { Dims } from '../sqlite/connection.ts'
import {
  abandonRuns,
  capturedResponsesOf,
  interruptRuns,
  lastRun,
  listRuns,
  saveCapturedResponse,
  saveRun,
  startRun,
  unfinishedRuns,
} from './runs.ts'

let dims: Dims
beforeEach(() => {
  dims = openRecords()
})

const start = (shopId: number, first = false) =>
  startRun(dims, { shopId, first, trigger: 'person', startedAt: '2026-01-01T00:00:00.000Z' })
const runOf = (runId: number): Progress => {
  const found = listRuns(dims, { shopIds: [1, 2, 3], limit: 5_000, before: null })
  return found.find(({ run }) => run.runId === runId)?.run as Progress
}
const end = (runId: number, status: Progress['status'] = 'done', more: Partial<Progress> = {}) =>
  saveRun(dims, { ...runOf(runId), status, ...more })
const idsOf = (shopId: number) =>
  dims.prepare('SELECT id FROM runs WHERE shop_id = ? ORDER BY id').pluck().all(shopId)
const statusesOf = (...runIds: number[]) => runIds.map(id => runOf(id).status)
const answered = (answer: string, more: Partial<CapturedResponse> = {}): CapturedResponse => ({
  host: 'h',
  method: 'GET',
  path: '/',
  query: null,
  body: null,
  status: 200,
  answer,
  ...more,
})
const keep = (shopId: number, runId: number, answer: string) =>
  saveCapturedResponse(dims, { shopId, runId, step: 'wb.orders' }, answered(answer))

describe('a run', () => {
  test('is known by a number that no run of any shop had before', () => {
    expect([start(1), start(2), start(1), start(3)]).toEqual([1, 2, 3, 4])
  })

  test('begins with nothing asked, and says whether it is the first of its shop', () => {
    start(1, true)
    start(2, false)
    expect(lastRun(dims, 1)).toEqual({
      shopId: 1,
      runId: 1,
      trigger: 'person',
      status: 'running',
      percent: 0,
      first: true,
      startedAt: '2026-01-01T00:00:00.000Z',
      endedAt: null,
      secondsLeft: null,
      requests: 0,
      waited: 0,
      steps: [],
    })
    expect(lastRun(dims, 2)?.first).toBe(false)
    expect(dims.prepare('SELECT first FROM runs ORDER BY id').pluck().all()).toEqual([1, 0])
    expect(lastRun(dims, 3)).toBeNull()
  })

  test('is kept as it was last said, and no other with it', () => {
    const [one, other, foreign] = [start(1), start(1), start(2)]
    const steps = [{ ...initialProgress('wb.orders'), rows: 5, added: 3, changed: 2 }]
    const word = { percent: 40, requests: 7, waited: 9, endedAt: '2026-01-01T01:00:00.000Z', steps }
    end(one, 'failed', word)
    expect(runOf(one)).toMatchObject({ ...word, status: 'failed' })
    expect(statusesOf(other, foreign)).toEqual(['running', 'running'])
    expect(lastRun(dims, 1)?.runId).toBe(other)
  })

  test('of a first version, which did not tell new rows from others, brought none of either', () => {
    const id = start(1)
    const { added, changed, ...step } = { ...initialProgress('wb.orders'), rows: 5 }
    dims.prepare('UPDATE runs SET steps = ? WHERE id = ?').run(JSON.stringify([step]), id)
    expect([added, changed]).toEqual([0, 0])
    expect(lastRun(dims, 1)?.steps).toEqual([{ ...step, added: 0, changed: 0 }])
  })

  test('that a process left unfinished is interrupted, and its shop named once', () => {
    const [one, two, done, foreign, paused] = [start(2), start(2), start(1), start(3), start(1)]
    end(done)
    end(paused, 'paused')
    expect(interruptRuns(dims)).toEqual([2, 3])
    expect(statusesOf(one, two, done, foreign, paused)).toEqual([
      'interrupted',
      'interrupted',
      'done',
      'interrupted',
      'paused',
    ])
    expect(interruptRuns(dims)).toEqual([])
  })

  test('that was paused or cut off can be taken up, the oldest first, until something new takes its place', () => {
    const [cut, paused, done, foreign, running] = [start(1), start(1), start(1), start(2), start(1)]
    end(cut, 'interrupted')
    end(paused, 'paused')
    end(done)
    end(foreign, 'paused')
    expect(unfinishedRuns(dims, 1).map(({ runId }) => runId)).toEqual([cut, paused])
    abandonRuns(dims, 1, '2026-01-02T00:00:00.000Z')
    expect(unfinishedRuns(dims, 1)).toEqual([])
    expect(runOf(cut)).toMatchObject({ status: 'failed', endedAt: '2026-01-02T00:00:00.000Z' })
    expect(statusesOf(paused, done, foreign, running)).toEqual(['failed', 'done', 'paused', 'running'])
  })

  test('goes when a thousand of its shop began after it, unless it is still to end', () => {
    const [paused, oldest, second, failed, foreign] = [start(1), start(1), start(1), start(1), start(2)]
    end(paused, 'paused')
    for (const id of [oldest, second, foreign]) end(id)
    end(failed, 'failed')
    dims.exec(`WITH RECURSIVE n(i) AS (SELECT 6 UNION ALL SELECT i + 1 FROM n WHERE i < 1002)
      INSERT INTO runs SELECT 1, i, 0, 'frequent', 'done', '2026-01-01', NULL, 0, 0, 100, '[]' FROM n`)
    const next = start(1)
    expect(next).toBe(1003)
    // The thousand newest are from `failed` on, the one that has begun included.
    expect(idsOf(1).slice(0, 5)).toEqual([paused, second, failed, 6, 7])
    start(1)
    expect(idsOf(1).slice(0, 4)).toEqual([paused, failed, 6, 7])
    expect(idsOf(2)).toEqual([foreign])
  })
})

test('runs are listed the newest first, as many as are asked for, before one of them, of these shops alone', () => {
  const [one, foreign, two, three, other] = [start(1), start(2), start(1), start(1), start(3)]
  keep(1, two, 'a')
  keep(1, two, 'b')
  keep(1, three, 'c')
  keep(2, foreign, 'd')
  const listed = (shopIds: number[], limit: number, before: number | null) =>
    listRuns(dims, { shopIds, limit, before }).map(({ run, responses }) => [run.runId, responses])
  expect(listed([1], 10, null)).toEqual([
    [three, 1],
    [two, 2],
    [one, 0],
  ])
  expect(listed([1, 3], 2, null)).toEqual([
    [other, 0],
    [three, 1],
  ])
  expect(listed([1, 2], 2, three)).toEqual([
    [two, 2],
    [foreign, 1],
  ])
  expect(listed([], 10, null)).toEqual([])
})

describe('answers that no loader understood', () => {
  test('are kept of a run with their requests, the oldest first', () => {
    const [run, other] = [start(1), start(1)]
    const asked = { host: 'wb', method: 'POST', path: '/x', query: { a: '1' }, body: { b: 2 } } as const
    saveCapturedResponse(dims, { shopId: 1, runId: run, step: 'wb.orders' }, answered('"first"', asked))
    keep(1, other, '"between"')
    saveCapturedResponse(
      dims,
      { shopId: 1, runId: run, step: 'wb.sales' },
      answered('"second"', { status: null }),
    )
    expect(capturedResponsesOf(dims, run)).toEqual([
      { ...answered('"first"', asked), step: 'wb.orders', at: expect.stringMatching(/^\d{4}-.*Z$/) },
      { ...answered('"second"', { status: null }), step: 'wb.sales', at: expect.any(String) },
    ])
  })

  test('are kept with their requests without people', () => {
    const body = { phone: '+79121000001', sku: [1728663479] }
    saveCapturedResponse(
      dims,
      { shopId: 1, runId: start(1), step: 'x' },
      answered('', { path: '/a/123456', query: { name: 'Анна' }, body }),
    )
    expect(dims.prepare('SELECT request FROM evidence').pluck().all()).toEqual([
      '{"host":"h","method":"GET","path":"/a/######","query":{"name":"***"},"body":{"phone":"***","sku":["##########"]}}',
    ])
  })

  test('stay fifty of each shop', () => {
    keep(2, 1, '"of another"')
    for (let answer = 1; answer <= 51; answer += 1) keep(1, 2, `${answer}`)
    const kept = capturedResponsesOf(dims, 2).map(({ answer }) => answer)
    expect([kept.length, kept.at(0), kept.at(-1)]).toEqual([50, '2', '51'])
    expect(capturedResponsesOf(dims, 1)).toHaveLength(1)
  })
})
