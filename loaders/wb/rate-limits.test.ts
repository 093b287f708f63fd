import { expect, test } from 'vitest'
import { HOST } from '#contract/marketplaces/wb.ts'
import { WB_ROUTES } from '../../sandbox/wb/answer.ts'
import { steps } from './index.ts'
import { bucketOf, isOpen } from './rate-limits.ts'

/** What the loaders ask of the services with limits by method; a task is asked for its state and its file as well. */
const TASKS = ['', '/tasks/*/status', '/tasks/*/download']
const asked = new Set(
  steps
    .flatMap(step => step.streams.flatMap(({ source }) => source.paths))
    .flatMap(path => TASKS.map(task => `${path}${task}`)),
)
const { finance, analytics, calendar, advert, supplies, common } = HOST
const routes = [finance, analytics, calendar, advert, supplies, common].flatMap(host =>
  Object.entries(WB_ROUTES[host]).flatMap(([name, { rate, base }]) => {
    const [method = '', path = ''] = name.split(' ')
    const request = { host, method: method as 'GET' | 'POST', path: path.replace('*', 'a1-b2') }
    return asked.has(path) ? [{ name, request, rate, base }] : []
  }),
)

test.for(routes)('$name is asked for no more often than it is answered', ({ request, rate, base }) => {
  const personal = bucketOf(request, 'personal')
  expect(personal.every).toBeGreaterThanOrEqual((rate.seconds * 1000) / rate.count)
  expect(personal.burst).toBeLessThanOrEqual(rate.burst)
  // Half of the published rate would be a forgotten line.
  expect(personal.every).toBeLessThan((rate.seconds * 2000) / rate.count)
  expect(isOpen(request, 'base')).toBe(base !== null)
  if (base === null) return
  expect(bucketOf(request, 'base').every).toBeGreaterThanOrEqual((base.seconds * 1000) / base.count)
})

test('money, advertising and supplies of Wildberries are among them', () => {
  expect(routes.map(({ name }) => name)).toEqual(
    expect.arrayContaining([
      'POST /api/finance/v1/sales-reports/list',
      'GET /api/v1/account/balance',
      'GET /api/v1/analytics/banned-products/blocked',
      'GET /api/v1/acceptance_report/tasks/*/status',
      'GET /api/analytics/v1/measurement-penalties',
      'GET /api/analytics/v1/deductions',
      'GET /api/v1/analytics/antifraud-details',
      'GET /api/v1/analytics/goods-labeling',
      'GET /api/v1/paid_storage',
      'GET /api/v1/paid_storage/tasks/*/status',
      'GET /api/v1/paid_storage/tasks/*/download',
      'GET /api/v1/tariffs/commission',
      'POST /adv/v1/normquery/stats',
      'POST /adv/v0/normquery/get-bids',
      'POST /api/analytics/v1/order-feed',
      'POST /api/v1/supplies',
      'GET /api/v1/supplies/*',
      'GET /api/v1/supplies/*/goods',
    ]),
  )
})
