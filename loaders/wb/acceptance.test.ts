import { expect, test } from 'vitest'
import { play } from '../../tests/support/play.ts'

const ACCEPTED = {
  count: 40,
  giCreateDate: '2026-06-03',
  incomeId: 11834106,
  nmID: 123456789,
  shkCreateDate: '2026-06-14',
  subjectName: 'Добавки пищевые',
  total: 873.04,
}
const JUNE = { window: { start: '2026-06-01', days: 31 }, from: '2026-06-01', to: '2026-06-30' }
const report = (rows: unknown) => (request: { readonly path: string }) => {
  if (request.path.endsWith('/status')) return { data: { id: 'task', status: 'done' } }
  return request.path.endsWith('/download') ? rows : { data: { taskId: 'task' } }
}

test('what was charged for accepting a card of a supply is a row of its day', async () => {
  const { rows, requests, notes } = await play('wb.acceptance.days', report([ACCEPTED]), JUNE)
  expect(requests.map(({ path }) => path)).toEqual([
    '/api/v1/acceptance_report',
    '/api/v1/acceptance_report/tasks/task/status',
    '/api/v1/acceptance_report/tasks/task/download',
  ])
  expect(requests[0]?.query).toEqual({ dateFrom: '2026-06-01', dateTo: '2026-06-30' })
  expect(rows.fact_wb_paid_acceptance).toEqual([
    {
      dt: '2026-06-14',
      income_id: 11834106,
      nm_id: 123456789,
      line: 1,
      quantity: 40,
      amount: 87304,
      created_date: '2026-06-03',
      subject_name: 'Добавки пищевые',
    },
  ])
  expect(notes.size).toBe(0)
})

test('two charges for one card of one supply on one day are two rows, even equal ones', async () => {
  const { rows } = await play('wb.acceptance.days', report([ACCEPTED, ACCEPTED]), JUNE)
  expect(rows.fact_wb_paid_acceptance?.map(({ line, amount }) => [line, amount])).toEqual([
    [1, 87304],
    [2, 87304],
  ])
})

test.each([[null], [[]]])('no charge is no row: %j', async answer => {
  const { rows } = await play('wb.acceptance.days', report(answer), JUNE)
  expect(rows.fact_wb_paid_acceptance).toEqual([])
})

test('a row of a day that was not asked for is an error, since it would lie in the days of another report', async () => {
  const strange = report([{ ...ACCEPTED, shkCreateDate: '2026-07-01' }])
  await expect(play('wb.acceptance.days', strange, JUNE)).rejects.toMatchObject({ kind: 'shape' })
})

test('a row without its sum is an error of shape', async () => {
  const answer = report([{ ...ACCEPTED, total: null }])
  await expect(play('wb.acceptance.days', answer, JUNE)).rejects.toMatchObject({ kind: 'shape' })
})
