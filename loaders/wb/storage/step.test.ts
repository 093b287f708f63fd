import { describe, expect, test } from 'vitest'
import { type Answer, play } from '../../../tests/support/play.ts'
import { LoadError } from '../../core/errors.ts'

const PATH = '/api/v1/paid_storage'
const TASK = '06e06887-9d9f-491f-b16a-bb1766fcb8d2'
const days = { window: { start: '2026-06-23', days: 8 }, from: '2026-06-23', to: '2026-06-30' }

/** The vendor's example (wildberries.md 11.2). */
const row = (more: Readonly<Record<string, unknown>> = {}) => ({
  date: '2026-06-24',
  logWarehouseCoef: 0,
  officeId: 0,
  warehouse: 'Склад WB РФ',
  warehouseCoef: 1.7,
  giId: 123456,
  chrtId: 1234567,
  size: '0',
  barcode: '',
  subject: 'Маски одноразовые',
  brand: '1000 Каталог',
  vendorCode: '567383',
  nmId: 1234567,
  volume: 12,
  calcType: 'короба: без габаритов',
  warehousePrice: 7.65,
  barcodesCount: 1,
  palletPlaceCode: 0,
  palletCount: 0,
  originalDate: '2026-06-12',
  loyaltyDiscount: 10,
  tariffFixDate: '2026-06-01',
  tariffLowerDate: '2026-07-01',
  ...more,
})
/** Answers a task: its order, so many states, its rows. */
const task =
  (rows: unknown, states: readonly string[] = ['done']): Answer =>
  ({ path }) => {
    if (path === PATH) return { data: { taskId: TASK } }
    if (!path.endsWith('/status')) return rows
    const [status = 'done', ...rest] = states
    if (rest.length > 0) states = rest
    return { data: { id: TASK, status } }
  }
const linesOf = (rows: readonly unknown[]) =>
  play('wb.storage.days', task(rows), days).then(played =>
    played.rows.fact_wb_paid_storage?.map(({ line, warehouse_price }) => [line, warehouse_price]),
  )

describe('a report of paid storage', () => {
  test('is ordered, polled and downloaded; its task is forgotten when it was read', async () => {
    const { rows, requests, notes, waited } = await play(
      'wb.storage.days',
      task([row()], ['new', 'processing', 'done']),
      days,
    )
    expect(requests.map(({ path }) => path)).toEqual([
      PATH,
      `${PATH}/tasks/${TASK}/status`,
      `${PATH}/tasks/${TASK}/status`,
      `${PATH}/tasks/${TASK}/status`,
      `${PATH}/tasks/${TASK}/download`,
    ])
    expect(requests[0]?.query).toEqual({ dateFrom: '2026-06-23', dateTo: '2026-06-30' })
    expect(waited).toBe(10_000)
    expect(notes.size).toBe(0)
    expect(rows.fact_wb_paid_storage).toEqual([
      {
        dt: '2026-06-24',
        original_date: '2026-06-12',
        nm_id: 1234567,
        chrt_id: 1234567,
        gi_id: 123456,
        calc_type: 'короба: без габаритов',
        pallet_place_code: 0,
        line: 1,
        warehouse_price: 765,
        barcodes_count: 1,
        warehouse_name: 'Склад WB РФ',
        office_id: null,
        warehouse_coef: 1.7,
        log_warehouse_coef: 0,
        volume: 12,
        pallet_count: 0,
        loyalty_discount: 1000,
        tariff_fix_date: '2026-06-01',
        tariff_lower_date: '2026-07-01',
        vendor_code: '567383',
        barcode: null,
        tech_size: '0',
        subject_name: 'Маски одноразовые',
        brand_name: '1000 Каталог',
        extra: null,
      },
    ])
  })

  test('goes on with the task of a run that was killed', async () => {
    const kept = new Map([['2026-06-23/2026-06-30', TASK]])
    const { rows, requests } = await play('wb.storage.days', task([row()]), days, kept)
    expect(requests.map(({ path }) => path)).not.toContain(PATH)
    expect(rows.fact_wb_paid_storage).toHaveLength(1)
  })

  test('that was deleted is ordered again', async () => {
    const { rows, requests } = await play('wb.storage.days', task([row()], ['purged', 'done']), days)
    expect(requests.filter(({ path }) => path === PATH)).toHaveLength(2)
    expect(rows.fact_wb_paid_storage).toHaveLength(1)
  })

  test('without a body has no rows', async () => {
    const { rows } = await play('wb.storage.days', task(null), days)
    expect(rows.fact_wb_paid_storage).toEqual([])
  })

  test('keeps rows with a minus, and a sum finer than a kopeck beside the rounded one', async () => {
    const { rows } = await play(
      'wb.storage.days',
      task([row({ calcType: 'скидка на хранение', warehousePrice: -0.5 }), row({ warehousePrice: 0.0876 })]),
      days,
    )
    expect(rows.fact_wb_paid_storage?.map(({ warehouse_price, extra }) => [warehouse_price, extra])).toEqual([
      [-50, null],
      [9, { warehousePrice: 0.0876 }],
    ])
  })

  test('has a row for each of equal charges of one supply', async () => {
    expect(await linesOf([row(), row(), row({ warehousePrice: 3 }), row({ giId: 5 })])).toEqual([
      [1, 765],
      [2, 765],
      [3, 300],
      [1, 765],
    ])
  })

  test('whose second half repeats its first counts once, if so many different charges are no coincidence', async () => {
    const some = [row(), row(), row({ warehousePrice: 3 }), row({ giId: 5 }), row({ giId: 6 })]
    expect(await linesOf([...some, ...some])).toEqual(await linesOf(some))
    expect(await linesOf([...some, ...some.slice(1), row({ warehousePrice: 4 })])).toHaveLength(10)
  })

  test('of two cards that lay in two hidden warehouses has four charges', async () => {
    const two = [row(), row({ giId: 5, warehousePrice: 3 })]
    expect(await linesOf([...two, ...two])).toEqual([
      [1, 765],
      [1, 300],
      [2, 765],
      [2, 300],
    ])
  })

  test.each([
    ['a sum that is none', { warehousePrice: 'сто' }],
    ['no sum', { warehousePrice: null }],
    ['a day that was not asked for', { date: '2026-07-01' }],
    ['no day', { date: null }],
    ['no product', { nmId: null }],
  ])('with %s is an error of shape', async (_, more) => {
    await expect(play('wb.storage.days', task([row(more)]), days)).rejects.toMatchObject({ kind: 'shape' })
  })
})

describe('days that are refused', () => {
  const refusing: Answer = () => new LoadError('bad_request', 'period is too old')

  test('are the end of the history if they are old, and that is said', async () => {
    const old = { window: { start: '2025-07-30', days: 8 }, from: '2025-07-30', to: '2025-08-06' }
    const { rows, notices } = await play('wb.storage.days', refusing, old)
    expect(rows.fact_wb_paid_storage).toEqual([])
    expect(notices).toEqual(['storage_ends'])
  })

  test('are an error if they are not', async () => {
    await expect(play('wb.storage.days', refusing, days)).rejects.toMatchObject({ kind: 'bad_request' })
  })
})
