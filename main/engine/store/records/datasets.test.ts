import { expect, test } from 'vitest'
import type { StepStatus } from '#contract/sync.ts'
import { initialProgress } from '../../../../loaders/core/run/pipeline.ts'
import { openRecords } from '../../../../tests/support/records.ts'
import { datasetsOf, saveDataset } from './datasets.ts'

const at = (hour: number) => `2026-11-18T${String(hour).padStart(2, '0')}:00:00.000Z`

test('only a step that is done is a success; any other result leaves the last success unchanged', () => {
  const dims = openRecords()
  const say = (status: StepStatus, hour: number) =>
    saveDataset(dims, 1, { ...initialProgress('ozon.orders'), status }, at(hour))
  const state = () => datasetsOf(dims, 1)[0]
  const others: readonly StepStatus[] = ['skipped', 'later', 'failed', 'paused']
  for (const [hour, status] of others.entries()) {
    say(status, hour)
    expect(state(), status).toMatchObject({ triedAt: at(hour), succeededAt: null, word: { status } })
  }
  say('done', 10)
  expect(state()).toMatchObject({ triedAt: at(10), succeededAt: at(10) })
  for (const [hour, status] of others.entries()) {
    say(status, 11 + hour)
    expect(state(), status).toMatchObject({ triedAt: at(11 + hour), succeededAt: at(10) })
  }
})
