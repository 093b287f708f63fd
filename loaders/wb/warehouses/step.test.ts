import { describe, expect, test } from 'vitest'
import { play, streamOf } from '../../../tests/support/play.ts'
import { LoadError } from '../../core/errors.ts'
import { areSwapped } from './step.ts'

const closed = new LoadError('token_type', 'base token is not allowed')

describe('prices', () => {
  const good = {
    nmID: 98486,
    vendorCode: '07326060',
    sizes: [
      { sizeID: 1, price: 500, discountedPrice: 350, clubDiscountedPrice: 332.5, techSizeName: '42' },
      { sizeID: 2, price: 600, techSizeName: '43' },
    ],
    currencyIsoCode4217: 'RUB',
    discount: 30,
    clubDiscount: 5,
    editableSizePrice: true,
  }
  const page = (listGoods: unknown) => ({ data: { listGoods }, error: false, errorText: '' })

  test('are told of every size, to the end of an empty page', async () => {
    const { rows, requests } = await play('wb.prices.sizes', (_, asked) => page(asked === 1 ? [good] : null))
    expect(rows.fact_wb_prices).toMatchObject([
      { size_id: 1, price: 50000, discounted_price: 35000, club_discounted_price: 33250, discount: 30 },
      { size_id: 2, price: 60000, discounted_price: 60000, club_discounted_price: 60000 },
    ])
    expect(requests.map(({ query }) => query)).toEqual([
      { limit: 1000, offset: 0 },
      { limit: 1000, offset: 1000 },
    ])
  })

  test('of a Base token end with a page that is not full', async () => {
    const { requests } = await play('wb.prices.sizes', () => page([good]), { variant: 'base' })
    expect(requests).toHaveLength(1)
  })
})

describe('stock of Wildberries', () => {
  const item = (nmId: number, quantity: number, more: Readonly<Record<string, unknown>> = {}) => ({
    nmId,
    chrtId: nmId * 10,
    warehouseId: -999999,
    warehouseName: 'Склад WB',
    regionName: 'Склад WB',
    quantity,
    inWayToClient: 14,
    inWayFromClient: 11,
    ...more,
  })

  test('in hidden warehouses is carried as it is told, and added up where they cannot be told apart', async () => {
    const { rows } = await play('wb.stocks.fbo', () => ({
      data: { items: [item(1, 43), item(1, 7), item(1, 5, { warehouseId: 507, warehouseName: 'Минск' })] },
    }))
    expect(rows.fact_wb_stocks).toMatchObject([
      {
        nm_id: 1,
        chrt_id: 10,
        warehouse_id: -999999,
        warehouse_name: 'Склад WB',
        kind: 'fbo',
        quantity: 50,
        in_way_to_client: 28,
      },
      { warehouse_id: 507, quantity: 5 },
    ])
  })

  test.each([{ answer: null }, { answer: { data: { items: null } } }])(
    'is none by $answer',
    async ({ answer }) => {
      expect((await play('wb.stocks.fbo', () => answer)).rows.fact_wb_stocks).toEqual([])
    },
  )

  test('comes by a task where the report is closed, without the warehouses that are none', async () => {
    const remains = [
      {
        nmId: 1,
        vendorCode: 'a',
        techSize: '42',
        warehouses: [
          { warehouseName: 'В пути до получателей', quantity: 14 },
          { warehouseName: 'В пути возвраты на склад WB', quantity: 4 },
          { warehouseName: 'Всего находится на складах', quantity: 257 },
          { warehouseName: 'Склад WB РФ', quantity: 134 },
          { warehouseName: 'Минск', quantity: 123 },
        ],
      },
    ]
    let asked = 0
    const { rows, notes, waited } = await play('wb.stocks.fbo', ({ path }) => {
      if (path.includes('stocks-report')) return closed
      if (path.endsWith('/status')) return { data: { status: asked++ === 0 ? 'processing' : 'done' } }
      return path.endsWith('/download') ? remains : { data: { taskId: 'task-1' } }
    })
    expect(rows.fact_wb_stocks?.map(row => [row.warehouse_name, row.quantity, row.in_way_to_client])).toEqual(
      [
        ['Склад WB РФ', 134, 0],
        ['Минск', 123, 0],
        ['', 0, 14],
      ],
    )
    expect(rows.fact_wb_stocks?.[0]).toMatchObject({ chrt_id: 0, tech_size: '42', warehouse_id: 0 })
    expect(waited).toBe(5000)
    expect([...notes]).toEqual([])
  })

  test('is no task when the server fails', async () => {
    const asked = play('wb.stocks.fbo', () => new LoadError('server', '502'))
    await expect(asked).rejects.toMatchObject({ kind: 'server' })
  })
})

describe('stock of the seller', () => {
  const answer = (path: string, body: unknown): unknown => {
    if (path.includes('stocks-report')) return closed
    if (path.endsWith('/warehouses')) return [{ id: 1, name: 'Подольск' }, { id: 2 }]
    if (path.endsWith('/cards/list'))
      return { cards: [{ nmID: 5, sizes: [{ chrtID: 50 }, { chrtID: 51 }] }], cursor: { total: 1 } }
    expect(body).toEqual({ chrtIds: [50, 51] })
    return { stocks: path.endsWith('/1') ? [{ chrtId: 50, amount: 10 }] : [] }
  }

  test('is asked of each warehouse by size where the report is closed', async () => {
    const { rows } = await play('wb.stocks.fbs', ({ path, body }) => answer(path, body))
    expect(rows.fact_wb_stocks).toMatchObject([
      { nm_id: 5, chrt_id: 50, warehouse_id: 1, warehouse_name: 'Подольск', kind: 'fbs', quantity: 10 },
    ])
  })

  test('is none without warehouses, and nothing more is asked', async () => {
    const { rows, requests } = await play('wb.stocks.fbs', ({ path }) =>
      path.includes('stocks-report') ? closed : [],
    )
    expect(rows.fact_wb_stocks).toEqual([])
    expect(requests).toHaveLength(2)
  })

  test('is not none because a proxy stands before the report and no warehouse tells of any', async () => {
    const page = new LoadError('obsolete', '404', {
      captured: {
        host: 'wb-analytics',
        method: 'POST',
        path: '',
        query: null,
        body: null,
        status: 404,
        answer: '<html>404</html>',
      },
    })
    const hidden = (of: readonly unknown[]) =>
      play('wb.stocks.fbs', ({ path, body }) =>
        path.includes('stocks-report') ? page : path.endsWith('/warehouses') ? of : answer(path, body),
      )
    await expect(hidden([])).rejects.toBe(page)
    const older = await hidden([{ id: 1 }])
    expect(older.rows.fact_wb_stocks).toHaveLength(1)
    expect(older.notes.has('older_until')).toBe(true)
  })
})

describe('offices', () => {
  const office = (longitude: number | null, latitude: number | null) => ({ longitude, latitude })

  test('whose degrees stand under each other’s names are put right, all of them or none', () => {
    expect(areSwapped([office(55.386871, 37.588898), office(56.8, 60.6)])).toBe(true)
    expect(areSwapped([office(37.588898, 55.386871), office(60.6, 56.8)])).toBe(false)
    expect(areSwapped([office(null, null)])).toBe(false)
  })

  test('have the latitude that their country has', async () => {
    const { rows } = await play('wb.warehouses.offices', () => [
      { id: 15, name: 'Коледино', longitude: 55.386871, latitude: 37.588898, federalDistrict: null },
    ])
    expect(rows.dim_wb_offices).toMatchObject([{ latitude: 55.386871, longitude: 37.588898 }])
  })
})

describe('tariffs', () => {
  test('have decimal commas, and dashes for what is not there', async () => {
    const tariff = {
      warehouseName: 'Коледино',
      boxDeliveryBase: '48',
      boxDeliveryLiter: '11,2',
      boxStorageBase: '-',
    }
    const { rows } = await play('wb.warehouses.box_tariffs', () => ({
      response: { data: { warehouseList: [{ ...tariff, boxDeliveryCoefExpr: '160' }] } },
    }))
    expect(rows.fact_wb_box_tariffs).toMatchObject([
      { delivery_base: 4800, delivery_liter: 1120, delivery_coef: 160, storage_base: null },
    ])
  })

  test('are what nothing depends on', () => {
    for (const id of ['wb.warehouses.acceptance', 'wb.warehouses.box_tariffs'])
      expect(streamOf(id).optional).toBe(true)
    expect(streamOf('wb.warehouses.own').optional).toBe(false)
  })

  test('of acceptance tell a closed warehouse from a free one', async () => {
    const of = (coefficient: number) => ({
      date: '2026-07-02T00:00:00Z',
      coefficient,
      warehouseID: 507,
      boxTypeID: 2,
      allowUnload: coefficient >= 0,
      storageCoef: null,
      deliveryBaseLiter: '48,5',
    })
    const { rows } = await play('wb.warehouses.acceptance', () => [of(-1)])
    expect(rows.fact_wb_acceptance_tariffs).toMatchObject([
      {
        dt: '2026-07-02',
        coefficient: -1,
        allow_unload: false,
        delivery_base_liter: 4850,
        storage_coef: null,
      },
    ])
  })
})

test('a warehouse of the seller keeps what it is', async () => {
  const { rows } = await play('wb.warehouses.own', () => [
    {
      name: 'Подольск',
      officeId: 15,
      id: 1,
      cargoType: 1,
      deliveryType: 1,
      isDeleting: false,
      isProcessing: true,
    },
  ])
  expect(rows.dim_wb_warehouses).toMatchObject([{ warehouse_id: 1, office_id: 15, seen_on: '2026-07-01' }])
})
