import { strFromU8, unzipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { wbClient } from '../../tests/support/wb-client.ts'
import { dayNumber, dayString } from '../clock.ts'
import { groupBy } from '../group.ts'
import type { Sandbox, WbTruth } from '../index.ts'
import { startSandbox } from '../index.ts'

const TODAY = '2026-11-24'
const today = dayNumber(TODAY)
const YEAR_AGO = dayString(today - 364)

let sandbox: Sandbox
let demo: ReturnType<typeof wbClient>
let truth: WbTruth
beforeAll(async () => {
  sandbox = await startSandbox({ today: TODAY, limits: false, speedup: 5000, statisticsPage: 300 })
  demo = wbClient(sandbox, sandbox.tokens.demo.token)
  truth = sandbox.wbTruth()
})
afterAll(() => sandbox.close())

/** Roubles of an answer, a number or a text, in kopecks. */
const kopecks = (roubles: number | string): number => Math.round(Number(roubles) * 100)
const add = (sums: Record<string, number>, key: string | number, n: number) => {
  sums[key] = (sums[key] ?? 0) + n
}
const only = <T, K extends keyof T>(places: Record<string, T>, field: K) =>
  Object.fromEntries(Object.entries(places).map(([key, sums]) => [key, sums[field]]))
const withoutZeros = (sums: Record<string, number>) =>
  Object.fromEntries(Object.entries(sums).filter(([, n]) => n !== 0))

type Row = Readonly<
  Record<'srid' | 'saleID' | 'gNumber' | 'date' | 'lastChangeDate' | 'cancelDate', string> &
    Record<'nmId' | 'priceWithDisc' | 'forPay', number>
> & { readonly isCancel: boolean }

/** Rows of orders or sales page by page as a client reads them; the last instant of a page comes again. */
async function statistics(path: string, key: 'srid' | 'saleID'): Promise<{ rows: Row[]; pages: number }> {
  const rows = new Map<string, Row>()
  let from = '2026-08-27T00:00:00'
  for (let pages = 1; ; pages++) {
    const page = await demo.get<Row[]>('wb-statistics', 'GET', `${path}?dateFrom=${from}&flag=0`)
    const known = rows.size
    for (const row of page) rows.set(row[key], row)
    from = page.at(-1)?.lastChangeDate ?? from
    if (rows.size === known) return { rows: [...rows.values()], pages }
  }
}

describe('what the statistics answer adds up to the truth', () => {
  test('orders of 90 days in pages whose first row is the last of the page before', async () => {
    const { rows, pages } = await statistics('/api/v1/supplier/orders', 'srid')
    const window = sandbox.wbTruth('wb-demo', { from: today - 89 })
    expect(pages).toBeGreaterThan(5)
    expect(rows).toHaveLength(window.orders.total.orders)
    expect(rows).toHaveLength(truth.rows.fact_wb_orders as number)
    const revenue: Record<string, number> = {}
    const byCard: Record<string, number> = {}
    let cancels = 0
    for (const row of rows) {
      add(revenue, row.date.slice(0, 10), kopecks(row.priceWithDisc))
      add(byCard, row.nmId, kopecks(row.priceWithDisc))
      cancels += row.isCancel ? 1 : 0
      expect(row.isCancel).toBe(row.cancelDate !== '0001-01-01T00:00:00')
    }
    expect(revenue).toEqual(only(window.orders.byDay, 'revenue'))
    expect(byCard).toEqual(only(window.orders.bySku, 'revenue'))
    expect(cancels).toBe(window.orders.total.cancels)
  })

  test('orders of one day by flag=1, whatever the time of dateFrom', async () => {
    const day = dayString(today - 3)
    const path = `/api/v1/supplier/orders?dateFrom=${day}T17:00:00&flag=1`
    const rows = await demo.get<Row[]>('wb-statistics', 'GET', path)
    expect(rows).toHaveLength(truth.orders.byDay[day]?.orders as number)
  })

  test('baskets share their gNumber', async () => {
    const { rows } = await statistics('/api/v1/supplier/orders', 'srid')
    const baskets = new Set(rows.map(row => row.gNumber))
    expect(baskets.size).toBeLessThan(rows.length)
    expect(baskets.size).toBeGreaterThan(rows.length / 2)
  })

  test('sales and returns', async () => {
    const { rows } = await statistics('/api/v1/supplier/sales', 'saleID')
    const window = sandbox.wbTruth('wb-demo', { from: today - 89 })
    const forPay: Record<string, number> = {}
    for (const row of rows) add(forPay, row.date.slice(0, 10), kopecks(row.forPay))
    expect(rows.filter(r => r.saleID.startsWith('S'))).toHaveLength(window.sales.total.sales)
    expect(rows.filter(r => r.saleID.startsWith('R'))).toHaveLength(window.sales.total.returns)
    expect(window.sales.total.returns).toBeGreaterThan(10)
    expect(forPay).toEqual(only(window.sales.byDay, 'forPay'))
  })

  test('the order feed tells the same orders by their last change', async () => {
    type Feed = {
      data: { snapshotTime: string; orders: { srid: string; status: string; updatedAt: string }[] }
    }
    const selectedPeriod = { start: '2026-10-25T00:00:00+03:00', end: '2026-11-24T23:59:59+03:00' }
    const found: Feed['data']['orders'] = []
    let snapshotTime: string | undefined
    for (let offset = 0; ; offset += 400) {
      const page: Feed = await demo.get('wb-analytics', 'POST', '/api/analytics/v1/order-feed', {
        selectedPeriod,
        pagination: { offset, limit: 400, ...(snapshotTime ? { snapshotTime } : {}) },
      })
      snapshotTime = page.data.snapshotTime
      found.push(...page.data.orders)
      if (page.data.orders.length < 400) break
    }
    expect(found.map(o => o.updatedAt)).toEqual(
      found
        .map(o => o.updatedAt)
        .sort()
        .reverse(),
    )
    const { rows } = await statistics('/api/v1/supplier/orders', 'srid')
    const changed = rows.filter(row => row.lastChangeDate >= '2026-10-25')
    const feed = new Map(found.map(o => [o.srid, o]))
    expect(new Set(feed.keys()).size).toBe(found.length)
    for (const row of changed) expect(feed.has(row.srid), row.lastChangeDate).toBe(true)
  })
})

test('supplies are what came to the shelves: told and accepted, by size and day of arrival', async () => {
  type Listed = { supplyID: number | null; preorderID: number; createDate: string; supplyDate: string | null }
  type Goods = { nmID: number; techSize: string; quantity: number; acceptedQuantity: number }[]
  const from = dayString(today - 60)
  const dates = [{ from, type: 'createDate' }]
  const supplies = await demo.get<Listed[]>('wb-supplies', 'POST', '/api/v1/supplies?limit=1000', { dates })
  const told: Record<string, number> = {}
  const accepted: Record<string, number> = {}
  const due = dayString(today - 38)
  for (const { supplyID, preorderID, supplyDate } of supplies) {
    if (supplyID === null || supplyDate === null) continue
    const path = `/api/v1/supplies/${supplyID}`
    const goods = await demo.get<Goods>('wb-supplies', 'GET', `${path}/goods?limit=1000`)
    const whole = await demo.get<{ quantity: number; acceptedQuantity: number }>('wb-supplies', 'GET', path)
    expect(whole.quantity).toBe(goods.reduce((sum, one) => sum + one.quantity, 0))
    expect(whole.acceptedQuantity).toBe(goods.reduce((sum, one) => sum + one.acceptedQuantity, 0))
    // Brought on the day before they lie on the shelves; what nobody planned is found on these.
    const arrives = dayString(dayNumber(supplyDate.slice(0, 10)) + (preorderID === 0 ? 0 : 1))
    if (arrives < due || arrives > TODAY) continue
    for (const one of goods) {
      add(told, `${one.nmID} ${arrives}`, preorderID === 0 ? 0 : one.quantity)
      add(accepted, `${one.nmID} ${arrives}`, one.acceptedQuantity)
    }
  }
  const wanted: [Record<string, number>, Record<string, number>] = [{}, {}]
  const published = sandbox.demandTruth('wb-demo', { from: today - 80, to: today })
  for (const { id, goods, arrives, planned, accepted } of published.supplies) {
    if (goods.endsWith('/FBS') || arrives < due || arrives > TODAY) continue
    add(wanted[0], `${id} ${arrives}`, planned)
    add(wanted[1], `${id} ${arrives}`, accepted)
  }
  expect([told, accepted]).toEqual(wanted)
  expect(Object.keys(told).length).toBeGreaterThan(20)
  expect(Object.values(told)).not.toEqual(Object.values(accepted))
})

type Selected = Record<'openCount' | 'orderCount' | 'orderSum' | 'buyoutSum' | 'cancelCount', number>
type Funnel = { data: { products: { product: { nmId: number }; statistic: { selected: Selected } }[] } }

describe('what the funnel answers adds up to the truth', () => {
  const FUNNEL = '/api/analytics/v3/sales-funnel/products'

  test('by single days, by a whole month, and by days of the last week', async () => {
    const ask = (start: string, end: string) =>
      demo.get<Funnel>('wb-analytics', 'POST', FUNNEL, { selectedPeriod: { start, end }, limit: 1000 })
    const sums = (funnel: Funnel) => {
      const byCard: Record<string, number> = {}
      for (const { product, statistic } of funnel.data.products)
        add(byCard, product.nmId, kopecks(statistic.selected.orderSum))
      return byCard
    }
    for (const day of [YEAR_AGO, '2026-05-01', TODAY]) {
      const one = sandbox.wbTruth('wb-demo', { from: day, to: day }).funnel
      expect(sums(await ask(day, day))).toEqual(only(one.bySku, 'orderSum'))
    }
    const month = sandbox.wbTruth('wb-demo', { from: '2026-09-01', to: '2026-09-30' }).funnel
    expect(sums(await ask('2026-09-01', '2026-09-30'))).toEqual(only(month.bySku, 'orderSum'))
    const nmIds = Object.keys(month.bySku).slice(0, 20).map(Number)
    const week = sandbox.wbTruth('wb-demo', { from: today - 6 }).funnel
    type History = { product: { nmId: number }; history: { date: string; buyoutSum: number }[] }[]
    const history = await demo.get<History>('wb-analytics', 'POST', `${FUNNEL}/history`, {
      selectedPeriod: { start: dayString(today - 6), end: TODAY },
      nmIds,
      aggregationLevel: 'day',
    })
    for (const { product, history: days } of history)
      expect(days.reduce((sum, d) => sum + kopecks(d.buyoutSum), 0)).toBe(
        week.bySku[product.nmId]?.buyoutSum as number,
      )
    expect(history).toHaveLength(20)
  })

  test('a year in one ZIP with one CSV, and 403 without the subscription', async () => {
    const id = '06eae887-9d9f-491f-b16a-bb1766fcb8d2'
    const order = {
      id,
      reportType: 'DETAIL_HISTORY_REPORT',
      userReportName: 'funnel',
      params: { nmIDs: [], startDate: YEAR_AGO, endDate: TODAY, timezone: 'Europe/Moscow' },
    }
    const path = '/api/v2/nm-report/downloads'
    const refused = await wbClient(sandbox, sandbox.tokens.second.token).ask(
      'wb-analytics',
      'POST',
      path,
      order,
    )
    expect([refused.status, JSON.parse(refused.text).title]).toEqual([403, 'Authorization error'])
    await demo.get('wb-analytics', 'POST', path, order)
    await expect
      .poll(async () => {
        const states = await demo.get<{ data: { status: string }[] }>(
          'wb-analytics',
          'GET',
          `${path}?filter[downloadIds]=${id}`,
        )
        return states.data[0]?.status
      })
      .toBe('SUCCESS')
    const file = await demo.ask('wb-analytics', 'GET', `${path}/file/${id}`)
    const [csv, ...more] = Object.values(unzipSync(file.bytes))
    expect(more).toEqual([])
    const [header, ...lines] = strFromU8(csv as Uint8Array)
      .trimEnd()
      .split('\n')
    expect(header?.split(',').map(name => name.trim())).toHaveLength(15)
    const year = sandbox.wbTruth('wb-demo', { from: YEAR_AGO }).funnel
    const opens: Record<string, number> = {}
    const cancels: Record<string, number> = {}
    for (const line of lines) {
      const cells = line.split(',')
      add(opens, cells[1] as string, Number(cells[2]))
      add(cancels, cells[1] as string, kopecks(cells[9] as string))
    }
    expect(lines).toHaveLength(year.total.rows)
    expect(opens).toEqual(only(year.byDay, 'opens'))
    expect(cancels).toEqual(only(year.byDay, 'cancelSum'))
  })
})

type Line = Record<string, string> & { rrdId: number; nmId: number }

async function financeLines(token: string, period: string, from: string, limit: number): Promise<Line[]> {
  const client = wbClient(sandbox, token)
  const lines: Line[] = []
  for (;;) {
    const answer = await client.ask('wb-finance', 'POST', '/api/finance/v1/sales-reports/detailed', {
      dateFrom: from,
      dateTo: TODAY,
      period,
      limit,
      rrdId: lines.at(-1)?.rrdId ?? 0,
    })
    if (answer.status === 204) return lines
    expect(answer.status).toBe(200)
    lines.push(...(JSON.parse(answer.text) as Line[]))
  }
}

const SUMS = {
  logistics: 'deliveryService',
  storage: 'paidStorage',
  penalty: 'penalty',
  deduction: 'deduction',
  acceptance: 'paidAcceptance',
  additional: 'additionalPayment',
} as const

describe('what finance answers adds up to the truth', () => {
  test('all weekly reports by rrdId until 204, by day, card and report', async () => {
    const lines = await financeLines(sandbox.tokens.demo.token, 'weekly', '2024-01-29', 9000)
    const { weekly } = truth
    expect(lines).toHaveLength(weekly.total.lines)
    for (const [i, line] of lines.entries()) expect(line.rrdId > (lines[i - 1]?.rrdId ?? 0)).toBe(true)
    const forPay: Record<string, number> = {}
    const byCard: Record<string, number> = {}
    const byReport: Record<string, number> = {}
    for (const line of lines) {
      const sign = line.docTypeName === 'Возврат' ? -1 : 1
      add(forPay, line.rrDate as string, sign * kopecks(line.forPay as string))
      add(byCard, line.nmId, sign * kopecks(line.forPay as string))
      add(byReport, line.reportId as string, 1)
    }
    expect(withoutZeros(forPay)).toEqual(withoutZeros(only(weekly.byDay, 'forPay')))
    expect(byCard).toEqual(only(weekly.bySku, 'forPay'))
    expect(byReport).toEqual(only(weekly.byReport, 'lines'))
    for (const [name, field] of Object.entries(SUMS)) {
      const byDay: Record<string, number> = {}
      for (const line of lines) add(byDay, line.rrDate as string, kopecks(line[field] as string))
      expect(byDay, name).toEqual(only(weekly.byDay, name as keyof typeof SUMS))
    }
    const kinds = new Set(lines.map(line => line.sellerOperName))
    for (const kind of [
      'Продажа',
      'Возврат',
      'Логистика',
      'Хранение',
      'Коррекция хранения',
      'Штраф',
      'Удержания',
      'Обработка товара',
      'Коррекция продаж',
      'Сторно продаж',
      'Сторно возвратов',
      'Коррекция эквайринга',
      'Удержание',
      'Услуга платной доставки',
      'Бронирование товара через самовывоз',
    ])
      expect(kinds).toContain(kind)
    const corrected = lines.filter(line => line.sellerOperName === 'Коррекция продаж')
    expect(new Set(corrected.map(line => line.docTypeName))).toEqual(new Set(['Продажа', 'Возврат']))
    // One sale in a hundred is told weeks after its day, once, and on no other day.
    const dayOf = (line: Line) =>
      new Date(Date.parse(line.saleDt as string) + 3 * 3_600_000).toISOString().slice(0, 10)
    const sold = lines.filter(line => line.sellerOperName === 'Продажа')
    const late = sold.filter(line => dayOf(line) !== line.rrDate)
    const closed = lines.at(-1)?.rrDate as string
    const wanted = truth.late.filter(({ toldOn }) => toldOn <= closed)
    expect(
      late
        .map(line => [line.srid, dayOf(line), line.rrDate, kopecks(line.forPay as string)].join())
        .toSorted(),
    ).toEqual(wanted.map(({ srid, day, toldOn, sum }) => [srid, day, toldOn, sum].join()).toSorted())
    expect(late.length / sold.length).toBeGreaterThan(0.005)
    expect(late.length / sold.length).toBeLessThan(0.015)
    const times = groupBy(sold, line => line.srid as string)
    for (const { srid, day, toldOn } of wanted) {
      expect(times.get(srid), srid).toHaveLength(1)
      const days = dayNumber(toldOn) - dayNumber(day)
      expect([days >= 8, days <= 27], srid).toEqual([true, true])
    }
    // What is cancelled weeks later is written again, and nothing is paid twice.
    const bySrid = groupBy(lines, line => line.srid as string)
    const ownOf = (line: Line) => bySrid.get(line.srid as string) ?? []
    const again = corrected.filter(line => ownOf(line).at(-1)?.sellerOperName === 'Коррекция продаж')
    for (const line of again) {
      const own = ownOf(line).filter(one => one.forPay === line.forPay)
      const left = own.reduce((n, one) => n + (one.docTypeName === 'Возврат' ? -1 : 1), 0)
      expect(left, line.srid).toBe(own.some(one => one.sellerOperName === 'Возврат') ? 0 : 1)
    }
    expect(again.length).toBeGreaterThan(20)
    // The marketplace's discount can be more than its commission.
    expect(lines.some(line => Number(line.ppvzSalesCommission) < 0 && line.docTypeName === 'Продажа')).toBe(
      true,
    )
    for (const name of ['supRatingUp', 'isKgvpV2', 'sellerPromoDiscount', 'installmentCofinancingAmount'])
      expect(new Set(lines.map(line => Number(line[name]))).size, name).toBeGreaterThan(1)
    expect(lines.some(line => line.bonusTypeName?.includes('«ВБ.Продвижение»'))).toBe(true)
    expect(Math.max(...lines.map(line => Object.keys(line).length))).toBe(96)
  })

  test('daily reports are the same operations once more, the running week among them', async () => {
    const from = '2026-11-09'
    const daily = await financeLines(sandbox.tokens.demo.token, 'daily', from, 500)
    const window = sandbox.wbTruth('wb-demo', { from })
    expect(daily).toHaveLength(window.daily.total.lines)
    const week = { from: '2026-11-16', to: '2026-11-22' }
    const both = sandbox.wbTruth('wb-demo', week)
    expect(both.daily.total).toEqual(both.weekly.total)
    // Today's report comes out tomorrow, and the week's on Monday.
    expect(window.daily.last).toBe('2026-11-23')
    expect(window.weekly.last).toBe('2026-11-22')
  })

  test('the list of reports has the sums of their lines', async () => {
    type Sum = Record<string, string> & { reportId: number }
    const list = await demo.get<Sum[]>('wb-finance', 'POST', '/api/finance/v1/sales-reports/list', {
      dateFrom: '2026-09-28',
      dateTo: '2026-10-25',
    })
    expect(list).toHaveLength(8)
    for (const report of list) {
      const sum = (name: string) => kopecks(report[name] as string)
      const sums = truth.weekly.byReport[report.reportId]
      expect(sum('retailAmountSum')).toBe(sums?.retail)
      expect(sum('forPaySum')).toBe(sums?.forPay)
      expect(sum('deliveryServiceSum')).toBe(sums?.logistics)
      expect(sum('cashbackAmountSum')).toBe(sums?.points)
      expect(sum('paymentSchedule')).toBe(sums?.schedule)
      expect(sum('bankPaymentSum')).toBe(sums?.toBank)
      // The formula of a printed report (money.md 3.3), with this world's signs of the open terms.
      expect(sum('bankPaymentSum')).toBe(
        sum('forPaySum') -
          sum('deliveryServiceSum') -
          sum('paidStorageSum') -
          sum('paidAcceptanceSum') -
          sum('penaltySum') -
          sum('deductionSum') -
          sum('additionalPaymentSum') -
          sum('cashbackAmountSum') -
          sum('cashbackCommissionChangeSum') +
          sum('paymentSchedule'),
      )
    }
    for (const name of [
      'additionalPaymentSum',
      'paymentSchedule',
      'cashbackAmountSum',
      'cashbackDiscountSum',
    ])
      expect(
        list.some(report => kopecks(report[name] as string) !== 0),
        name,
      ).toBe(true)
  })

  test('the balance is what the unpaid weeks and the days after them bring, and moves with them', async () => {
    type Balance = { current: number; for_withdraw: number }
    const told = () => demo.get<Balance>('wb-finance', 'GET', '/api/v1/account/balance')
    const { balance } = truth
    const now = await told()
    expect(Math.round(now.current * 100)).toBe(balance.current)
    expect(Math.round(now.for_withdraw * 100)).toBe(balance.forWithdraw)
    expect(balance.forWithdraw).toBeGreaterThan(0)
    expect(balance.current).toBeGreaterThan(balance.forWithdraw)
  })

  test('a shop older than the reports has them from 2024-01-29 on', async () => {
    const lines = await financeLines(sandbox.tokens.veteran.token, 'weekly', '2023-01-01', 100_000)
    expect(lines[0]?.dateFrom).toBe('2024-01-29')
    expect(lines).toHaveLength(sandbox.wbTruth('wb-veteran').weekly.total.lines)
  })
})

type Stats = { sum: number; orders: number; days: { date: string; sum: number; apps: { nms: Nm[] }[] }[] }
type Nm = { nmId: number; views: number; sum: number; orders: number; sum_price: number }

describe('what advertising, prices and stocks answer adds up to the truth', () => {
  const campaigns = async () => {
    type Count = { adverts: { status: number; advert_list: { advertId: number }[] }[]; all: number }
    const { adverts } = await demo.get<Count>('wb-advert', 'GET', '/adv/v1/promotion/count')
    return adverts.filter(a => [7, 9, 11].includes(a.status)).flatMap(a => a.advert_list.map(c => c.advertId))
  }

  test('statistics by campaign, day and card, summed over the apps', async () => {
    const ids = (await campaigns()).join(',')
    const window = { from: '2026-09-01', to: '2026-10-01' }
    const path = `/adv/v3/fullstats?ids=${ids}&beginDate=${window.from}&endDate=${window.to}`
    const stats = await demo.get<Stats[]>('wb-advert', 'GET', path)
    const { ads } = sandbox.wbTruth('wb-demo', window)
    const byDay: Record<string, number> = {}
    const byCard: Record<string, number> = {}
    const rows = new Set<string>()
    let associated = 0
    stats.forEach((campaign, index) => {
      for (const { date, apps } of campaign.days)
        for (const nm of apps.flatMap(app => app.nms)) {
          add(byDay, date.slice(0, 10), kopecks(nm.sum))
          add(byCard, nm.nmId, kopecks(nm.sum_price))
          rows.add(`${index}/${date}/${nm.nmId}`)
          associated += nm.views === 0 && nm.orders > 0 ? 1 : 0
        }
    })
    expect(byDay).toEqual(only(ads.byDay, 'spend'))
    expect(byCard).toEqual(only(ads.bySku, 'revenue'))
    expect(rows.size).toBe(ads.total.rows)
    expect(associated).toBeGreaterThan(0)
  })

  test('charges, those of today without a document', async () => {
    type Charge = { updTime: string | null; updNum: number; updSum: number }
    const path = '/adv/v1/upd?from=2026-10-25&to=2026-11-24'
    const charges = await demo.get<Charge[]>('wb-advert', 'GET', path)
    const { adCosts } = sandbox.wbTruth('wb-demo', { from: '2026-10-25' })
    const byDay: Record<string, number> = {}
    for (const { updTime, updSum } of charges)
      if (updTime !== null) add(byDay, updTime.slice(0, 10), kopecks(updSum))
    expect(byDay).toEqual(only(adCosts.byDay, 'sum'))
    expect(charges.filter(c => c.updTime === null && c.updNum === 0)).toHaveLength(adCosts.undated.rows)
    expect(adCosts.undated.rows).toBeGreaterThan(0)
  })

  test('cards, trash and the prices of every size', async () => {
    type Cards = { cards: { nmID: number; sizes: { chrtID: number }[] }[]; cursor: { total: number } }
    const found: Cards['cards'] = []
    let cursor: object = {}
    for (;;) {
      const page: Cards = await demo.get('wb-content', 'POST', '/content/v2/get/cards/list', {
        settings: { sort: { ascending: true }, filter: { withPhoto: -1 }, cursor: { ...cursor, limit: 25 } },
      })
      found.push(...page.cards)
      const { total, ...next } = page.cursor
      cursor = next
      if (total < 25) break
    }
    const trash = await demo.get<Cards>('wb-content', 'POST', '/content/v2/get/cards/trash', {
      settings: { cursor: { limit: 100 } },
    })
    expect(new Set(found.map(c => c.nmID)).size).toBe(truth.products.all - truth.products.trashed)
    expect(trash.cards).toHaveLength(truth.products.trashed)
    expect(truth.products.trashed).toBeGreaterThan(0)
    type Goods = { data: { listGoods: { sizes: { sizeID: number }[] }[] } }
    const prices = await demo.get<Goods>('wb-prices', 'GET', '/api/v2/list/goods/filter?limit=1000&offset=0')
    const sizes = prices.data.listGoods.flatMap(good => good.sizes.map(s => s.sizeID))
    expect(sizes.sort()).toEqual(found.flatMap(c => c.sizes.map(s => s.chrtID)).sort())
    expect(sizes).toHaveLength(truth.rows.fact_wb_prices as number)
  })

  test('stock of WB in one answer and as a report, of the seller in one answer and by sizes', async () => {
    type Items = {
      data: { items: { nmId: number; chrtId: number; warehouseId: number; quantity: number }[] }
    }
    const report = '/api/analytics/v1/stocks-report'
    const wb = await demo.get<Items>('wb-analytics', 'POST', `${report}/wb-warehouses`, {})
    const own = await demo.get<Items>('wb-analytics', 'POST', `${report}/seller-warehouses`, {})
    const byCard = ({ data }: Items) => {
      const sums: Record<string, number> = {}
      for (const item of data.items) add(sums, item.nmId, item.quantity)
      return sums
    }
    expect(byCard(wb)).toEqual(truth.stocks.wb.byCard)
    expect(byCard(own)).toEqual(truth.stocks.own.byCard)
    // Warehouses in Russia have no names any more.
    expect(new Set(wb.data.items.map(i => i.warehouseId))).toEqual(new Set([-999_999, 206_348]))
    const { stock } = sandbox.demandTruth('wb-demo', { from: TODAY })
    const evening = stock
      .filter(({ goods }) => !goods.endsWith('/FBS'))
      .map(({ goods, places, shipped }) => [goods, Object.values(places).reduce((a, b) => a + b, -shipped)])
    const bySize: Record<string, number> = {}
    for (const item of wb.data.items) add(bySize, item.chrtId, item.quantity)
    const lies = Object.fromEntries(evening.filter(([, pieces]) => pieces !== 0))
    expect(withoutZeros(bySize)).toEqual(lies)
    const chrtIds = own.data.items.map(item => item.chrtId)
    let pieces = 0
    for (const { id } of await demo.get<{ id: number }[]>('wb-marketplace', 'GET', '/api/v3/warehouses')) {
      const stocks = await demo.get<{ stocks: { amount: number }[] }>(
        'wb-marketplace',
        'POST',
        `/api/v3/stocks/${id}`,
        { chrtIds: [...new Set(chrtIds)] },
      )
      pieces += stocks.stocks.reduce((sum, s) => sum + s.amount, 0)
    }
    expect(pieces).toBe(truth.stocks.own.quantity)
    const path = '/api/v1/warehouse_remains'
    const task = await demo.get<{ data: { taskId: string } }>('wb-analytics', 'GET', `${path}?groupByNm=true`)
    const download = `${path}/tasks/${task.data.taskId}/download`
    type Remains = { nmId: number; warehouses: { warehouseName: string; quantity: number }[] }[]
    await expect.poll(async () => (await demo.ask('wb-analytics', 'GET', download)).status).toBe(200)
    const remains: Record<string, number> = {}
    for (const row of await demo.get<Remains>('wb-analytics', 'GET', download))
      for (const { warehouseName, quantity } of row.warehouses)
        if (!/^(В пути|Всего)/.test(warehouseName)) add(remains, row.nmId, quantity)
    expect(remains).toEqual(withoutZeros(truth.stocks.wb.byCard))
  })
})
