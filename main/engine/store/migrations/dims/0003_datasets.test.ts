import { expect, test } from 'vitest'
import { migrated } from '../../../../../tests/support/migration.ts'

const said = {
  rows: 0,
  slice: 0,
  slices: 0,
  from: null,
  to: null,
  kind: null,
  message: null,
  until: null,
  notices: [],
}
const unknown = {
  added: 0,
  changed: 0,
  from_day: null,
  to_day: null,
  kind: null,
  message: null,
  until: null,
  notices: '[]',
}
const steps = (...words: object[]) => JSON.stringify(words.map(word => ({ ...said, ...word })))

test('P25: the newest run of each shop becomes the last word on its datasets; every run stays, and waited for nothing', async () => {
  const until = '2026-07-03T04:00:00.000Z'
  const notices = [{ word: 'partly_refused', details: { kind: 'forbidden' } }]
  const { before, after } = await migrated('dims', 'datasets', {
    runs: [
      {
        shop_id: 1,
        id: 1,
        ended_at: '2026-07-01T03:00:00.000Z',
        steps: steps({ step: 'returns', status: 'done' }),
      },
      {
        shop_id: 1,
        id: 2,
        started_at: '2026-07-02T02:00:00.000Z',
        ended_at: '2026-07-02T03:00:00.000Z',
        steps: steps(
          {
            step: 'orders',
            status: 'done',
            rows: 7,
            slice: 3,
            slices: 3,
            from: '2026-06-01',
            to: '2026-07-01',
            notices,
          },
          { step: 'funnel', status: 'later', rows: 2, slice: 1, slices: 9, until },
          { step: 'prices', status: 'failed', kind: 'network', message: 'ECONNRESET' },
          { step: 'ads', status: 'skipped', kind: 'no_ad_keys' },
          { step: 'stocks', status: 'running', slice: 1, slices: 2 },
          { step: 'rating', status: 'waiting' },
        ),
      },
      {
        shop_id: 2,
        id: 1,
        started_at: '2026-07-01T05:00:00.000Z',
        ended_at: null,
        steps: steps({ step: 'orders', status: 'done', rows: 5 }),
      },
      { shop_id: 3, id: 8, steps: '[]' },
    ],
  })
  const first = {
    ...unknown,
    shop_id: 1,
    tried_at: '2026-07-02T03:00:00.000Z',
    succeeded_at: null,
    rows: 0,
    slice: 0,
    slices: 0,
  }
  expect(after).toEqual({
    ...before,
    runs: before.runs?.map(run => ({ ...run, waited: 0 })),
    datasets: [
      { ...first, step: 'ads', status: 'skipped', kind: 'no_ad_keys' },
      { ...first, step: 'funnel', status: 'later', rows: 2, slice: 1, slices: 9, until },
      {
        ...first,
        step: 'orders',
        status: 'done',
        succeeded_at: first.tried_at,
        rows: 7,
        slice: 3,
        slices: 3,
        from_day: '2026-06-01',
        to_day: '2026-07-01',
        notices: JSON.stringify(notices),
      },
      { ...first, step: 'prices', status: 'failed', kind: 'network', message: 'ECONNRESET' },
      {
        ...first,
        shop_id: 2,
        step: 'orders',
        status: 'done',
        tried_at: '2026-07-01T05:00:00.000Z',
        succeeded_at: '2026-07-01T05:00:00.000Z',
        rows: 5,
      },
    ],
  })
})
