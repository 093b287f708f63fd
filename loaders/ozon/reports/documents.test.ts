import { expect, test } from 'vitest'
import { workbook } from '../../../sandbox/ozon/xlsx.ts'
import { type Answer, play, streamOf } from '../../../tests/support/play.ts'
import type { RunContext } from '../../core/declare/slices.ts'
import { LoadError } from '../../core/errors.ts'

const ID = 'ozon.finance_documents.months'
const FILE = 'https://cdn1.ozone.ru/s3/reports/a.xlsx'
const plan: RunContext = {
  today: '2026-07-01',
  now: () => '2026-07-01T09:00:00.000Z',
  first: true,
  may: () => true,
  ids: async () => [],
}

/** The rows of each document of June and what was told, where decompensation has this state. */
async function juneWhere(state: object | LoadError) {
  const answer: Answer = ({ host, path, body }) => {
    if (host === 'ozon-files') return workbook('Отчёт', [['Сумма']])
    if (path !== '/v1/report/info') return { result: { code: path } }
    const told = (body as { code: string }).code.endsWith('/decompensation') ? state : { status: 'success' }
    return told instanceof LoadError ? told : { result: { error: '', file: FILE, ...told } }
  }
  const slices = (await streamOf(ID).slices(plan)).filter(({ from }) => from === '2026-06-01')
  const found: Record<string, unknown> = {}
  for (const slice of slices) {
    const { rows, notices, notes } = await play(ID, answer, slice)
    expect([...notes]).toEqual([])
    found[String(slice.ids)] = [rows.fact_ozon_finance_documents?.map(row => row.report), notices]
  }
  return found
}

test.each([
  ['failed', { status: 'failed', error: 'no data' }],
  ['came without a file', { status: 'success', file: '' }],
])('a document that %s has no rows and is told; the others of its month are kept', async (_, state) => {
  expect(await juneWhere(state)).toEqual({
    compensation: [['compensation'], []],
    decompensation: [[], ['document_not_made']],
    mutual_settlement: [['mutual_settlement'], []],
  })
})

test('a service that is down is no document without rows', async () => {
  await expect(juneWhere(new LoadError('server', '503'))).rejects.toMatchObject({ kind: 'server' })
})

test('a document replaces its own rows of the month', () => {
  expect(streamOf(ID).write).toEqual({ mode: 'replace', ids: 'report' })
})
