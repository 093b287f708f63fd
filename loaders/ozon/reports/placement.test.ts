import { expect, test } from 'vitest'
import { workbook } from '../../../sandbox/ozon/xlsx.ts'
import { type Answer, play } from '../../../tests/support/play.ts'
import { LoadError } from '../../core/errors.ts'

const CREATE = '/v1/report/placement/by-products/create'
const FILE = 'https://cdn1.ozone.ru/s3/reports/a.xlsx?X-Signature=b%2Fc+d%20e&X-Signature=f'
// The test's clock is in the morning of July 1.
const june = { window: { start: '2026-06-01', days: 30 }, from: '2026-06-01', to: '2026-06-30' }
const HEADER = [
  'Дата',
  'Артикул',
  'SKU',
  'Склад',
  'Кол-во платных экземпляров',
  'Платный объём в миллилитрах',
  'Начисленная стоимость размещения',
]
type Cells = readonly (string | number | null)[]
const line = (...more: Cells): Cells => ['01.06.2026', 'DM-1', 1_600_000_000, 'ХОРУГВИНО_РФЦ', ...more]
const file = (...rows: readonly Cells[]) => workbook('Отчёт', [['Размещение'], [], HEADER, ...rows])

interface Told {
  readonly states?: readonly string[]
  readonly link?: string
  readonly files?: readonly unknown[]
}
/** Answers an order, its states one after another, and downloads of its file; the last of each repeats. */
function report(body: unknown, { states = ['success'], link = FILE, files = [body] }: Told = {}): Answer {
  const [toTell, toSend] = [[...states], [...files]]
  const next = <T>(of: T[]) => (of.length > 1 ? of.shift() : of[0])
  return ({ host, path }) => {
    if (host === 'ozon-files') return next(toSend)
    if (path === CREATE) return { code: 'REPORT_1' }
    const status = next(toTell)
    return { result: { code: 'REPORT_1', status, error: 'oops', file: status === 'success' ? link : '' } }
  }
}
const rowsOf = async (...rows: readonly Cells[]) =>
  (await play('ozon.placement.months', report(file(...rows)), june)).rows.fact_ozon_placement

test('a report is ordered, polled and downloaded from its store', async () => {
  const { rows, requests, waited, unmapped } = await play(
    'ozon.placement.months',
    report(file(line(3, 5400, 12.34), line(1, 1800, '4,10'), ['Итого', null, null, null, 4, 7200, 16.44]), {
      states: ['waiting', 'processing', 'success'],
    }),
    june,
  )
  expect(requests.map(({ host, path }) => `${host} ${path}`)).toEqual([
    `ozon-seller ${CREATE}`,
    ...Array(3).fill('ozon-seller /v1/report/info'),
    'ozon-files /s3/reports/a.xlsx',
  ])
  expect(requests[0]?.body).toEqual({ date_from: '2026-06-01', date_to: '2026-06-30' })
  expect(requests.at(-1)).toMatchObject({
    origin: 'https://cdn1.ozone.ru',
    search: '?X-Signature=b%2Fc+d%20e&X-Signature=f',
  })
  expect(waited).toBe(20_000)
  expect(unmapped).toEqual([])
  expect(rows.fact_ozon_placement).toEqual([
    {
      dt: '2026-06-01',
      sku: 1_600_000_000,
      warehouse_name: 'ХОРУГВИНО_РФЦ',
      line: 1,
      offer_id: 'DM-1',
      product_name: null,
      paid_units: 3,
      paid_volume_ml: 5400,
      amount: 1234,
    },
    expect.objectContaining({ line: 2, amount: 410 }),
  ])
})

test('what today costs is not asked for, and nothing on the first of a month', async () => {
  const july = { window: { start: '2026-07-01', days: 31 }, from: '2026-07-01', to: '2026-07-01' }
  expect((await play('ozon.placement.months', report(file()), july)).requests).toEqual([])
})

test('a run goes on with the report that the one before it ordered', async () => {
  const kept = new Map([['2026-06-01/30@2026-06-30', 'REPORT_1']])
  const { requests, rows } = await play('ozon.placement.months', report(file(line(1, 1, 1))), june, kept)
  expect(requests.map(({ path }) => path)).not.toContain(CREATE)
  expect(rows.fact_ozon_placement).toHaveLength(1)
})

test('a second run of the day downloads the report that the first one ordered; the next day orders its own and keeps no other', async () => {
  const told = report(file(line(1, 1, 1)))
  const first = await play('ozon.placement.months', told, june)
  const ordered = async (kept: ReadonlyMap<string, string>) => {
    const { requests, rows, notes } = await play('ozon.placement.months', told, june, kept)
    expect(rows).toEqual(first.rows)
    return { notes, orders: requests.filter(({ path }) => path === CREATE).length }
  }
  const second = await ordered(first.notes)
  expect(second.orders).toBe(0)
  // The clock stands: what the day before has kept has another name.
  const before = new Map(
    [...second.notes].map(([key, value]) => {
      const old = (text: string) => text.replaceAll('@2026-06-30', '@2026-06-29')
      return [old(key), old(value)]
    }),
  )
  const next = await ordered(before)
  expect(next.orders).toBe(1)
  expect(next.notes).toEqual(second.notes)
})

test('a report that failed is not ordered again in the same run, and its code is forgotten', async () => {
  let ordered = 0
  const failing = report(file(), { states: ['failed'] })
  const counted: Answer = (request, asked) => {
    if (request.path === CREATE) ordered += 1
    return failing(request, asked)
  }
  const kept = new Map<string, string>()
  await expect(play('ozon.placement.months', counted, june, kept)).rejects.toMatchObject({ kind: 'server' })
  expect(ordered).toBe(1)
})

test('a link that ran out is ordered anew once; a file that comes cut short is fetched again', async () => {
  const whole = file(line(1, 1, 1))
  const gone = new LoadError('not_found', 'expired')
  const cut = whole.subarray(0, whole.length - 30)
  const { requests, rows } = await play(
    'ozon.placement.months',
    report(whole, { files: [gone, cut, whole] }),
    june,
  )
  expect(requests.filter(({ path }) => path === CREATE)).toHaveLength(2)
  expect(requests.filter(({ host }) => host === 'ozon-files')).toHaveLength(3)
  expect(rows.fact_ozon_placement).toHaveLength(1)
  await expect(play('ozon.placement.months', report(cut), june)).rejects.toMatchObject({ kind: 'server' })
})

test('columns are found by their headers, whatever their order; unknown ones are told', async () => {
  const rows = [
    ['SKU', 'Склад размещения', 'Начисленная стоимость размещения, руб.', 'День', 'Признак'],
    [5, 'ПУШКИНО', -7.5, 46_203, 'сезонный'],
  ]
  const { rows: found, unmapped } = await play('ozon.placement.months', report(workbook('Отчёт', rows)), june)
  expect(found.fact_ozon_placement).toMatchObject([{ sku: 5, dt: '2026-06-30', amount: -750 }])
  expect(unmapped).toEqual(['placement column: Признак'])
})

test.each<[string, Cells]>([
  ['a sum that is none', line(1, 1, 'сто')],
  ['no sum', line(1, 1)],
  ['a count that is none', line('много', 1, 1)],
  ['a day of another month', ['01.07.2026', 'DM-1', 5, 'ПУШКИНО', 1, 1, 1]],
  ['no day', [null, 'DM-1', 5, 'ПУШКИНО', 1, 1, 1]],
  ['no SKU', ['01.06.2026', 'DM-1', null, 'ПУШКИНО', 1, 1, 1]],
])('a row with %s is an error of shape', async (_, cells) => {
  await expect(rowsOf(cells)).rejects.toMatchObject({ kind: 'shape' })
})

test('a file with another header is refused, with what stands there', async () => {
  const other = workbook('Отчёт', [
    ['Номер поставки', 'Сумма'],
    [1, 2],
  ])
  await expect(play('ozon.placement.months', report(other), june)).rejects.toMatchObject({
    kind: 'shape',
    message: expect.stringContaining('Номер поставки | Сумма'),
  })
})
