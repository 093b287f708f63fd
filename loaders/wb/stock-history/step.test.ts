import { strToU8, zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { play } from '../../../tests/support/play.ts'
import type { Request } from '../../core/declare/source.ts'
import { readDaily } from './files.ts'

const report = (csv: string | null) => {
  let id = ''
  return ({ method, path, body }: Request): unknown => {
    if (method === 'POST') {
      id = (body as { id: string }).id
      return { data: 'ok' }
    }
    if (path.includes('/file/')) return zipSync(csv === null ? {} : { 'report.csv': strToU8(csv) })
    return { data: [{ id, status: 'SUCCESS' }] }
  }
}
const WINDOW = { window: { start: '2026-06-29', days: 31 }, from: '2026-06-29', to: '2026-07-01' }

describe('the history', () => {
  const HEAD = 'VendorCode,Name,NmID,SubjectName,BrandName,SizeName,ChrtID,OfficeName'

  test('is a row for each day and size; an empty cell is a size that did not exist', async () => {
    const { rows, requests, notes } = await play(
      'wb.stock_history.days',
      report(
        `${HEAD},29.06.2026,30.06.2026,01.07.2026\n41058/п,"Чехол, прозрачный",5870243,Чехлы,Arizona,-,20964883,Склад WB,1,0,\n41058/п,Чехол,5870243,Чехлы,Arizona,-,20964883,Маркетплейс,,,923\n`,
      ),
      WINDOW,
    )
    expect(requests[0]?.body).toMatchObject({
      reportType: 'STOCK_HISTORY_DAILY_CSV',
      params: { nmIds: [], currentPeriod: { start: '2026-06-29', end: '2026-07-01' }, stockType: '' },
    })
    const same = { nm_id: 5870243, chrt_id: 20964883, tech_size: '-' }
    expect(rows.fact_wb_stock_history).toEqual([
      { ...same, office_name: 'Склад WB', dt: '2026-06-29', quantity: 1 },
      { ...same, office_name: 'Склад WB', dt: '2026-06-30', quantity: 0 },
      { ...same, office_name: 'Маркетплейс', dt: '2026-07-01', quantity: 923 },
    ])
    expect(notes.size).toBe(0)
  })

  test('a day that was not asked for is left to the report that covers it', async () => {
    const csv = `${HEAD},28.06.2026,29.06.2026\na,b,1,c,d,-,2,Склад WB,5,6\n`
    const { rows } = await play('wb.stock_history.days', report(csv), WINDOW)
    expect(rows.fact_wb_stock_history).toMatchObject([{ dt: '2026-06-29', quantity: 6 }])
  })

  test.each([
    ['a name with a comma and no quotes', `${HEAD},29.06.2026\na,b, b,1,c,d,-,2,Склад WB,5\n`],
    ['pieces that are no number', `${HEAD},29.06.2026\na,b,1,c,d,-,2,Склад WB,много\n`],
    [
      'pieces beyond what a number of pieces can be',
      `${HEAD},29.06.2026\na,b,1,c,d,-,2,Склад WB,2147483648\n`,
    ],
    ['a file without its columns', 'VendorCode,Name\na,b\n'],
    ['a file without a day', `${HEAD}\na,b,1,c,d,-,2,Склад WB\n`],
    ['a file whose days are written in another way', `${HEAD},2026-06-29\na,b,1,c,d,-,2,Склад WB,5\n`],
    ['a ZIP without a file', null],
  ])('%s is an error of shape, never a figure', async (_, csv) => {
    await expect(play('wb.stock_history.days', report(csv), WINDOW)).rejects.toMatchObject({ kind: 'shape' })
  })
})

test('what is held of the history is a number a cell, and its days once', async () => {
  const head = 'NmID,SizeName,ChrtID,OfficeName,29.06.2026,30.06.2026'
  const [first, second] = await readDaily(strToU8(`${head}\n1,-,2,Склад WB,5,\n1,-,3,Склад WB,-1,0\n`))
  expect(first?.pieces).toEqual(Int32Array.of(5, -(2 ** 31)))
  expect(second?.pieces).toEqual(Int32Array.of(-1, 0))
  expect(first?.days).toEqual(['2026-06-29', '2026-06-30'])
  expect(second?.days).toBe(first?.days)
})

describe('the statistics', () => {
  const HEAD =
    'VendorCode,Name,NmID,SubjectName,BrandName,SizeName,ChrtID,RegionName,OfficeName,Availability,OrdersCount,OrdersSum,BuyoutCount,BuyoutSum,BuyoutPercent,AvgOrders,StockCount,StockSum,SaleRate,AvgStockTurnover,ToClientCount,FromClientCount,Price,OfficeMissingTime,LostOrdersCount,LostOrdersSum,LostBuyoutsCount,LostBuyoutsSum,AvgOrdersByMonth_07.2026,Currency'
  const line = (special: string) =>
    `037456337500,Robot,103112685,Термокомплекты,AWS,67-69,987654321,Склад WB,Склад WB,nonLiquid,521,521124,123,123000,10,0.57,20,20000,${special},0.57,RUB\n`
  const JULY = { window: { start: '2026-07-01', days: 31 } }

  test('are the words of a month, with the orders that were lost', async () => {
    const csv = `${HEAD}\n${line('14,5,111,222,14008,48,0.71,74067.12,0.5,8895.27')}`
    const { rows, requests } = await play('wb.stock_history.months', report(csv), JULY)
    expect(requests[0]?.body).toMatchObject({
      reportType: 'STOCK_HISTORY_REPORT_CSV',
      params: { nmIDs: [], subjectIDs: [], tagIDs: [] },
    })
    expect(rows.fact_wb_stock_statistics).toMatchObject([
      {
        nm_id: 103112685,
        chrt_id: 987654321,
        dt: '2026-07-01',
        date_to: '2026-07-01',
        availability: 'nonLiquid',
        orders_sum: 52112400,
        sale_rate_hours: 14,
        turnover_hours: 5,
        missing_hours: 48,
        lost_orders: 0.71,
        lost_orders_sum: 7406712,
        lost_buyouts: 0.5,
        lost_buyouts_sum: 889527,
      },
    ])
  })

  test('−2 is zero, and what was not reckoned or never ends is unknown', async () => {
    const csv = `${HEAD}\n${line('-1,-3,0,0,14008,-2,-2,-2,-1,-3')}`
    const { rows } = await play('wb.stock_history.months', report(csv), JULY)
    expect(rows.fact_wb_stock_statistics).toMatchObject([
      {
        sale_rate_hours: null,
        turnover_hours: null,
        missing_hours: 0,
        lost_orders: 0,
        lost_orders_sum: 0,
        lost_buyouts: null,
        lost_buyouts_sum: null,
      },
    ])
  })
})
