import { afterAll, beforeAll, expect, test } from 'vitest'
import { wbClient } from '../../tests/support/wb-client.ts'
import { dayNumber, dayString } from '../clock.ts'
import type { Sandbox } from '../index.ts'
import { startSandbox } from '../index.ts'
import type { CausesTruth } from '../world/causes-truth.ts'

const TODAY = '2026-11-24'
const today = dayNumber(TODAY)

let sandbox: Sandbox
let wb: ReturnType<typeof wbClient>
let truth: CausesTruth
beforeAll(async () => {
  sandbox = await startSandbox({ today: TODAY, limits: false, speedup: 5000 })
  wb = wbClient(sandbox, sandbox.tokens.demo.token)
  truth = sandbox.causesTruth('wb-demo')
})
afterAll(() => sandbox.close())

const sum = <T>(rows: readonly T[], of: (row: T) => number): number => rows.reduce((n, row) => n + of(row), 0)
/** The last of what a truth lists up to a day. */
const lastOf = <T extends { readonly day: string }>(list: readonly T[], day: string): T | undefined =>
  list.findLast(one => one.day <= day)

test('statistics of advertising on Wildberries are those of the campaigns, day by day', async () => {
  type Stats = { advertId: number; days: { date: string; sum: number; orders: number }[] }[]
  const window = { from: today - 29, to: today }
  const wanted = truth.campaigns.filter(({ days }) => days.some(({ day }) => dayNumber(day) >= window.from))
  const ids = wanted.map(({ id }) => id).join(',')
  const path = `/adv/v3/fullstats?ids=${ids}&beginDate=${dayString(window.from)}&endDate=${TODAY}`
  const told = new Map(
    (await wb.get<Stats>('wb-advert', 'GET', path)).flatMap(({ advertId, days }) =>
      days.map(({ date, sum, orders }) => [
        `${advertId}/${date.slice(0, 10)}`,
        [Math.round(sum * 100), orders] as const,
      ]),
    ),
  )
  let compared = 0
  for (const { id, days } of wanted)
    for (const { day, spend, attributed } of days.filter(d => dayNumber(d.day) >= window.from)) {
      if (spend === 0 && attributed === 0) continue
      expect(told.get(`${id}/${day}`), `${id} ${day}`).toEqual([spend, attributed])
      compared += 1
    }
  expect(compared).toBeGreaterThan(50)
})

test('what Wildberries tells of feedbacks is what its buyers have written', async () => {
  type Item = { nmId: number; feedbackRating: { current: number }; feedbackCount: { current: number } }
  const answer = await wb.get<{ data: { sellerRating: { current: number }; items: Item[] } }>(
    'wb-analytics',
    'POST',
    '/api/analytics/v2/item-rating',
    {
      currentPeriod: { start: '2026-10-23', end: '2026-11-19' },
      orderBy: { field: 'feedbackCount', mode: 'desc' },
      limit: 1000,
      offset: 0,
    },
  )
  const { ratings } = truth
  const at = (id: number, day: string) => ratings.find(one => one.id === id && one.day === day)
  let written = 0
  for (const { nmId, feedbackRating, feedbackCount } of answer.data.items) {
    const now = at(nmId, TODAY)
    expect(Math.abs(feedbackRating.current - (now?.rating ?? 0)), `${nmId}`).toBeLessThan(0.056)
    const before = at(nmId, '2026-10-23')?.reviews ?? 0
    expect(feedbackCount.current).toBe((at(nmId, '2026-11-20')?.reviews ?? 0) - before)
    written += feedbackCount.current
  }
  expect(written).toBeGreaterThan(25)
})

test('a sale on Wildberries costs the commission of its day, and logistics the box tariff of the day of the order', async () => {
  const report = await wb.get<{ report: Record<string, number>[] }>(
    'wb-common',
    'GET',
    '/api/v1/tariffs/commission',
  )
  const tariff = new Map(report.report.map(one => [one.subjectID, one]))
  type Row = Record<
    'rrDate' | 'saleDt' | 'orderDt' | 'docTypeName' | 'sellerOperName' | 'deliveryMethod' | 'bonusTypeName',
    string
  > &
    Record<'nmId' | 'rrdId' | 'commissionPercent', number> & { deliveryService: string; nmId: number }
  const rows = await wb.get<Row[]>('wb-finance', 'POST', '/api/finance/v1/sales-reports/detailed', {
    dateFrom: '2026-05-01',
    dateTo: TODAY,
    period: 'weekly',
    limit: 9000,
    rrdId: 0,
  })
  type Cards = { cards: { nmID: number; subjectID: number }[] }
  const { cards } = await wb.get<Cards>('wb-content', 'POST', '/content/v2/get/cards/list', {
    settings: { cursor: { limit: 100 }, filter: { withPhoto: -1 } },
  })
  const subjectOf = new Map(cards.map(({ nmID, subjectID }) => [nmID, subjectID]))
  const { commissions } = truth
  const pointsOn = (category: number, day: string) =>
    lastOf(
      commissions.filter(one => one.category === category),
      day,
    )?.points ?? 0
  const seen = new Set<number>()
  const carried = new Map<string, number[]>()
  let sales = 0
  let late = 0
  for (const row of rows) {
    const subject = subjectOf.get(row.nmId)
    if (subject === undefined) continue
    const day = row.rrDate
    if (row.bonusTypeName === 'К клиенту при продаже') {
      // Midnight in Moscow is told as the evening before.
      const key = `${row.nmId}/${new Date(Date.parse(row.orderDt) + 3 * 3_600_000).toISOString().slice(0, 10)}`
      carried.set(key, [...(carried.get(key) ?? []), Number(row.deliveryService)])
    }
    if (row.sellerOperName !== 'Продажа') continue
    const isOwn = row.deliveryMethod.startsWith('FBS')
    const now = tariff.get(subject)?.[isOwn ? 'kgvpMarketplace' : 'paidStorageKgvp'] as number
    // Of a sale that is told late, too, it is the day on which it was sold.
    const sold = new Date(Date.parse(row.saleDt) + 3 * 3_600_000).toISOString().slice(0, 10)
    if (sold !== day) late += 1
    const points = pointsOn(subject, sold)
    seen.add(points)
    expect(row.commissionPercent, `${row.nmId} ${day}`).toBeCloseTo(
      now - pointsOn(subject, TODAY) + points,
      6,
    )
    sales += 1
  }
  expect(sales).toBeGreaterThan(500)
  expect(late).toBeGreaterThan(3)
  expect(seen.size).toBeGreaterThan(2)
  type Box = {
    response: { data: { warehouseList: { boxDeliveryBase: string; boxDeliveryLiter: string }[] } }
  }
  const litresOf = new Map<string, number>()
  const tariffs = new Set<number>()
  for (const [key, sums] of [...carried].slice(0, 400)) {
    // A card has one volume and a day one tariff.
    expect(new Set(sums).size, key).toBe(1)
    const [nmId, date] = key.split('/') as [string, string]
    if (dayNumber(date) % 20 !== 0) continue
    const box = await wb.get<Box>('wb-common', 'GET', `/api/v1/tariffs/box?date=${date}`)
    const [first] = box.response.data.warehouseList
    const number = (text = '') => Number(text.replace(',', '.'))
    const [base, litre] = [number(first?.boxDeliveryBase), number(first?.boxDeliveryLiter)]
    tariffs.add(base)
    const litres = 1 + ((sums[0] as number) - base) / litre
    if (truth.volumes.some(({ id }) => id === Number(nmId))) continue
    expect(Math.abs((litresOf.get(nmId) ?? litres) - litres), key).toBeLessThan(0.002)
    litresOf.set(nmId, litres)
  }
  expect(tariffs.size).toBeGreaterThan(0)
  expect(litresOf.size).toBeGreaterThan(3)
})

test('storage on Wildberries is what the goods of each day take up, by the report of each card and by the charge', async () => {
  const { storage } = truth
  const byDay = new Map(storage.map(one => [one.day, one.cost]))
  const window = { from: dayString(today - 20), to: dayString(today - 13) }
  const path = '/api/v1/paid_storage'
  const task = await wb.get<{ data: { taskId: string } }>(
    'wb-analytics',
    'GET',
    `${path}?dateFrom=${window.from}&dateTo=${window.to}`,
  )
  const download = `${path}/tasks/${task.data.taskId}/download`
  await expect.poll(async () => (await wb.ask('wb-analytics', 'GET', download)).status).toBe(200)
  type Row = { date: string; originalDate: string; warehousePrice: number }
  const stored = new Map<string, number>()
  // Without discounts, and without days that were calculated again.
  for (const { date, originalDate, warehousePrice } of await wb.get<Row[]>('wb-analytics', 'GET', download))
    if (date === originalDate && warehousePrice > 0)
      stored.set(date, (stored.get(date) ?? 0) + Math.round(warehousePrice * 100))
  expect(stored.size).toBe(8)
  for (const [day, sum] of stored) expect(sum, day).toBe(byDay.get(day))
  const { weekly } = sandbox.wbTruth('wb-demo', { from: today - 60, to: today - 14 })
  for (const [day, { storage: charge }] of Object.entries(weekly.byDay))
    expect(charge, day).toBe(byDay.get(day))
  expect(Math.min(...Object.values(weekly.byDay).map(day => day.storage))).toBeGreaterThan(0)
})

test('nobody who orders on Wildberries can be known again: a basket is of one moment', async () => {
  type Order = { gNumber: string; date: string; orderUid?: string }
  const orders = await wb.get<Order[]>(
    'wb-statistics',
    'GET',
    '/api/v1/supplier/orders?dateFrom=2026-08-27T00:00:00&flag=0',
  )
  const moments = new Map<string, Set<string>>()
  for (const { gNumber, date } of orders) moments.set(gNumber, (moments.get(gNumber) ?? new Set()).add(date))
  expect(moments.size).toBeGreaterThan(1000)
  expect([...moments.values()].every(dates => dates.size === 1)).toBe(true)
  expect(truth.cohorts).toBeNull()
})

test('cards in a promotion of Wildberries are sold with its discount, and those that are blocked are told with the reason', async () => {
  const { promotions, blocked } = truth
  const stays = new Map<number, (typeof promotions)[number][]>()
  for (const one of promotions) stays.set(one.id, [...(stays.get(one.id) ?? []), one])
  const cutOn = (id: number, day: string) =>
    sum(
      (stays.get(id) ?? []).filter(one => one.from <= day && one.to >= day),
      ({ cut }) => cut,
    )
  type Goods = { data: { listGoods: { nmID: number; discount: number }[] } }
  const { data } = await wb.get<Goods>('wb-prices', 'GET', '/api/v2/list/goods/filter?limit=1000&offset=0')
  const discountOf = new Map(
    data.listGoods.map(({ nmID, discount }) => [nmID, discount - cutOn(nmID, TODAY)]),
  )
  type Order = { nmId: number; date: string; discountPercent: number }
  const orders = await wb.get<Order[]>(
    'wb-statistics',
    'GET',
    '/api/v1/supplier/orders?dateFrom=2026-08-27T00:00:00&flag=0',
  )
  let promoted = 0
  for (const { nmId, date, discountPercent } of orders) {
    const own = discountOf.get(nmId)
    if (own === undefined) continue
    const cut = cutOn(nmId, date.slice(0, 10))
    if (cut > 0) promoted += 1
    expect(
      [0, 3, 5].map(more => Math.min(90, own + cut + more)),
      `${nmId} ${date}`,
    ).toContain(discountPercent)
  }
  expect(promoted).toBeGreaterThan(100)
  const path = '/api/v1/analytics/banned-products/blocked?sort=nmId&order=asc'
  const { report } = await wb.get<{ report: { nmId: number; reason: string }[] }>('wb-analytics', 'GET', path)
  const now = blocked.filter(one => one.from <= TODAY && one.to >= TODAY)
  for (const { nmId, reason } of report) expect(now.find(one => one.id === nmId)?.reason).toBe(reason)
  expect(report.length).toBeGreaterThan(0)
  // Cards in the trash are not told.
  expect(now.length - report.length).toBeLessThan(4)
})

test('a campaign that starts later has its statistics and its charges from then on', async () => {
  sandbox.advance(31)
  const window = { from: today + 1, to: today + 31 }
  type Campaigns = { adverts: { status: number; advert_list: { advertId: number }[] }[] }
  const { adverts } = await wb.get<Campaigns>('wb-advert', 'GET', '/adv/v1/promotion/count')
  const ids = adverts.filter(({ status }) => status === 9).flatMap(({ advert_list }) => advert_list)
  const { ads, adCosts } = sandbox.wbTruth('wb-demo', window)
  type Stats = { advertId: number; sum: number }[]
  const asked = ids.map(({ advertId }) => advertId).join(',')
  const path = `/adv/v3/fullstats?ids=${asked}&beginDate=${dayString(window.from)}&endDate=${dayString(window.to)}`
  const stats = await wb.get<Stats>('wb-advert', 'GET', path)
  const started = stats.filter(
    ({ advertId }) => !truth.campaigns.some(({ id, days }) => id === advertId && days.length > 0),
  )
  expect(started.length).toBeGreaterThan(0)
  for (const { advertId, sum } of stats)
    expect(ads.byCampaign[advertId]?.spend, `${advertId}`).toBe(Math.round(sum * 100))
  for (const { advertId } of started) expect(adCosts.byCampaign[advertId]?.sum).toBeGreaterThan(0)
})
