import { describe, expect, test } from 'vitest'
import { play, streamOf } from '../../../tests/support/play.ts'
import type { IdsOf, RunContext } from '../../core/declare/slices.ts'
import { LoadError } from '../../core/errors.ts'
import { suppliesStep } from './step.ts'

const MONTH = { window: { start: '2026-06-02', days: 30 }, from: '2026-06-02', to: '2026-07-01' }
const LIST = '/api/v1/supplies'
const listed = (supplyID: number | null, preorderID: number) => ({
  phone: '+7 916 *** 33 33',
  supplyID,
  preorderID,
  createDate: '2026-06-29T00:57:59+03:00',
  supplyDate: '2026-06-30T00:00:00+03:00',
  factDate: null,
  updatedDate: null,
  statusID: 2,
  boxTypeID: 5,
})
const details = {
  phone: '+7 903 *** 98 62',
  statusID: 5,
  boxTypeID: 2,
  createDate: '2026-06-29T00:57:59+03:00',
  supplyDate: '2026-06-30T00:00:00+03:00',
  factDate: '2026-06-30T11:37:32+03:00',
  updatedDate: '2026-07-01T12:59:53+03:00',
  warehouseID: -999999,
  warehouseName: 'Склад WB',
  actualWarehouseID: null,
  actualWarehouseName: '',
  transitWarehouseID: 507,
  transitWarehouseName: 'Коледино',
  acceptanceCost: 5000.5,
  paidAcceptanceCoefficient: 10,
  rejectReason: null,
  supplierAssignName: 'ИП Кружинин В. Р.',
  storageCoef: '215',
  deliveryCoef: '200',
  quantity: 10,
  readyForSaleQuantity: 3,
  acceptedQuantity: 9,
  unloadingQuantity: 1,
  depersonalizedQuantity: 0,
  isBoxOnPallet: true,
}
const good = {
  barcode: '1234567891234',
  vendorCode: 'wb4sewt0vg',
  nmID: 987456654,
  needKiz: true,
  tnved: '6204430000',
  techSize: 'C',
  color: 'красный',
  supplierBoxAmount: 10,
  quantity: 10,
  readyForSaleQuantity: 3,
  unloadingQuantity: 1,
  acceptedQuantity: 9,
}
const answering =
  (list: readonly unknown[], goods: readonly unknown[] = [good]) =>
  ({ path }: { readonly path: string }) =>
    path === LIST ? list : path.endsWith('/goods') ? goods : details

describe('supplies', () => {
  test('have how much was told and accepted, of each product too, and nothing of who made them', async () => {
    const { rows, requests } = await play('wb.supplies.list', answering([listed(26596368, 34601223)]), MONTH)
    expect(requests).toMatchObject([
      {
        method: 'POST',
        path: LIST,
        query: { limit: 1000, offset: 0 },
        body: { dates: [{ from: '2026-06-02', till: '2026-07-01', type: 'createDate' }], statusIDs: [] },
      },
      { method: 'GET', path: `${LIST}/26596368`, query: {} },
      { method: 'GET', path: `${LIST}/26596368/goods`, query: { limit: 1000, offset: 0 } },
    ])
    const key = { preorder_id: 34601223, supply_id: 26596368, dt: '2026-06-29' }
    expect(rows.fact_wb_supplies).toEqual([
      {
        ...key,
        created_at: '2026-06-28T21:57:59.000Z',
        supply_on: '2026-06-30',
        brought_at: '2026-06-30T08:37:32.000Z',
        updated_at: '2026-07-01T09:59:53.000Z',
        status_id: 5,
        box_type_id: 2,
        virtual_type_id: null,
        is_box_on_pallet: true,
        warehouse_id: -999999,
        warehouse: 'Склад WB',
        actual_warehouse_id: null,
        actual_warehouse: null,
        transit_warehouse_id: 507,
        transit_warehouse: 'Коледино',
        acceptance_cost: 500050,
        acceptance_coefficient: 10,
        storage_coefficient: 215,
        delivery_coefficient: 200,
        reject_reason: null,
        quantity: 10,
        accepted_quantity: 9,
        unloading_quantity: 1,
        ready_for_sale_quantity: 3,
        depersonalized_quantity: 0,
      },
    ])
    expect(rows.fact_wb_supply_goods).toEqual([
      {
        ...key,
        barcode: '1234567891234',
        line: 1,
        nm_id: 987456654,
        vendor_code: 'wb4sewt0vg',
        tech_size: 'C',
        color: 'красный',
        tnved: '6204430000',
        needs_marking: true,
        box_quantity: 10,
        quantity: 10,
        accepted_quantity: 9,
        unloading_quantity: 1,
        ready_for_sale_quantity: 3,
      },
    ])
    expect(JSON.stringify(rows)).not.toMatch(/\*\*\*|Кружинин/)
  })

  test('that are only ordered are asked for by their order, virtual ones by themselves', async () => {
    const { rows, requests } = await play(
      'wb.supplies.list',
      answering([listed(null, 34597755), listed(26596999, 0)]),
      MONTH,
    )
    expect(requests.slice(1).map(({ path, query }) => [path, query?.isPreorderID])).toEqual([
      [`${LIST}/34597755`, 'true'],
      [`${LIST}/34597755/goods`, 'true'],
      [`${LIST}/26596999`, undefined],
      [`${LIST}/26596999/goods`, undefined],
    ])
    expect(rows.fact_wb_supplies?.map(({ preorder_id, supply_id }) => [preorder_id, supply_id])).toEqual([
      [34597755, 0],
      [0, 26596999],
    ])
  })

  test('a full page has another behind it; one that comes again is an error of shape', async () => {
    const page = (from: number) =>
      Array.from({ length: 1000 }, (_, at) => ({ ...good, barcode: `${from + at}` }))
    const goods = ({
      path,
      query,
    }: {
      readonly path: string
      readonly query?: Readonly<Record<string, unknown>>
    }) =>
      path.endsWith('/goods') && query?.offset !== 0 ? [good] : answering([listed(1, 2)], page(0))({ path })
    const { rows } = await play('wb.supplies.list', goods, MONTH)
    expect(rows.fact_wb_supply_goods).toHaveLength(1001)
    const stuck = play('wb.supplies.list', answering([listed(1, 2)], page(0)), MONTH)
    await expect(stuck).rejects.toMatchObject({ kind: 'shape' })
  })

  test('goods in two boxes are two rows, a doubled list is one', async () => {
    const twice = [
      { ...good, quantity: 6 },
      { ...good, quantity: 4 },
    ]
    const lines = async (goods: readonly unknown[]) =>
      (
        await play('wb.supplies.list', answering([listed(1, 2)], goods), MONTH)
      ).rows.fact_wb_supply_goods?.map(({ line, quantity }) => [line, quantity])
    expect(await lines(twice)).toEqual([
      [1, 6],
      [2, 4],
    ])
    const equal = [
      { ...good, quantity: 5 },
      { ...good, quantity: 5 },
    ]
    expect(await lines(equal)).toEqual([
      [1, 5],
      [2, 5],
    ])
    expect(await lines([...twice, ...twice])).toEqual(await lines(twice))
    // Boxes that repeat each other are as many, if the supply counts them all.
    const four = [1, 1, 1, 2].map((quantity, at) => ({ ...good, barcode: `${at}`, quantity }))
    expect(await lines([...four, ...four])).toHaveLength(8)
    const { requests } = await play('wb.supplies.list', answering([listed(1, 2), listed(1, 2)]), MONTH)
    expect(requests).toHaveLength(3)
  })

  test('one that was deleted since the list was read is none', async () => {
    const gone = new LoadError('not_found', 'поставка 1 не найдена')
    const { rows, unmapped } = await play(
      'wb.supplies.list',
      ({ path }) => (path === `${LIST}/1` ? gone : answering([listed(1, 2), listed(3, 4)])({ path })),
      MONTH,
    )
    expect(rows.fact_wb_supplies?.map(({ supply_id }) => supply_id)).toEqual([3])
    expect(unmapped).toEqual(['supply_gone: 1'])
  })

  test('an order that was planned since the list was read is read as the supply that it became', async () => {
    const planned = new LoadError('bad_request', 'GET: 400 fail: по заказу 2 найдена поставка 7')
    const { rows, unmapped } = await play(
      'wb.supplies.list',
      ({ path }) => (path === `${LIST}/2` ? planned : answering([listed(null, 2)])({ path })),
      MONTH,
    )
    expect(rows.fact_wb_supplies).toMatchObject([{ preorder_id: 2, supply_id: 7, quantity: 10 }])
    expect(unmapped).toEqual([])
  })

  test('any other refusal is an error, and so is a supply without its day or its ids', async () => {
    const refused = play(
      'wb.supplies.list',
      ({ path }) => (path === LIST ? [listed(1, 2)] : new LoadError('bad_request', 'Неверный формат offset')),
      MONTH,
    )
    await expect(refused).rejects.toMatchObject({ kind: 'bad_request' })
    for (const bad of [
      { ...listed(1, 2), createDate: null },
      { ...listed(1, 2), supplyID: null, preorderID: 0 },
    ])
      await expect(play('wb.supplies.list', answering([bad]), MONTH)).rejects.toMatchObject({ kind: 'shape' })
  })

  test('a window is read again for three months, in which what it has is brought and goes on sale', async () => {
    const plan = {
      today: '2026-11-24',
      first: true,
      may: () => false,
      ids: async () => [],
    } as unknown as RunContext
    const windows = await streamOf('wb.supplies.list').slices(plan)
    const open = windows.filter(slice => slice.open).map(({ to }) => to)
    expect(open.at(-1)).toBe('2026-09-03')
    expect(windows.find(({ to }) => to < '2026-08-26')?.open).toBe(false)
  })

  test('an old window is read again for a supply under way, not for an order that was never planned', async () => {
    const asked: unknown[] = []
    const ids: RunContext['ids'] = async (of: IdsOf) => {
      asked.push(of.except)
      return []
    }
    const plan = { today: '2026-11-24', first: false, may: () => false, ids } as unknown as RunContext
    await streamOf('wb.supplies.list').slices(plan)
    expect(asked).toContainEqual({ status_id: ['1', '5'] })
  })

  test('none are no row', async () => {
    const { rows } = await play('wb.supplies.list', () => null, MONTH)
    expect(rows).toEqual({ fact_wb_supplies: [], fact_wb_supply_goods: [] })
  })
})

test('without its category the step is not asked for, and a Base token, which could ask about four supplies an hour, has none', () => {
  const cause = (...may: readonly string[]) => suppliesStep.when?.({ may: one => may.includes(one) })
  expect([cause(), cause('supplies'), cause('base', 'supplies')]).toEqual(['no_role', null, 'token_type'])
})
