import { randomUUID } from 'node:crypto'
import { utc } from '../../clock.ts'
import type { Reply } from '../../http.ts'
import { badRequest, ok, Refusal } from '../../http.ts'
import { stateAt } from '../world/campaigns.ts'
import type { Account, Report } from './account.ts'
import type { Call, Handler } from './call.ts'
import { bodyPeriod, idList, notFound } from './call.ts'
import type { ReportRange } from './report-files.ts'
import { fileReport, jsonReport } from './report-files.ts'

const DAY_MS = 86_400_000
const tooMany = (message: string): Refusal => new Refusal(429, 8, message)

function checkQuota({ account, shop, limits, speedup }: Call, campaigns: number): void {
  if (!limits) return
  const now = Date.now()
  if ([...account.reports.values()].some(r => r.readyAt > now))
    throw tooMany('Превышен лимит активных запросов (максимум 1)')
  const world = shop.world()
  const active = world.campaigns().filter(c => stateAt(c, world.now) === 'RUNNING').length
  const quota = Math.min(2000, Math.max(1, active) * 240)
  const today = account.exports.filter(at => now - at < DAY_MS / speedup)
  account.exports.splice(0, account.exports.length, ...today)
  if (today.length + campaigns > quota) throw tooMany(`Превышен дневной лимит запросов (максимум ${quota})`)
  for (let i = 0; i < campaigns; i++) account.exports.push(now)
}

/** Takes an order for a report; how long it takes grows with the campaigns and shrinks with `speedup`. */
export function order(call: Call, campaigns: number, result: () => Reply): Reply {
  checkQuota(call, campaigns)
  const now = Date.now()
  const takes = (4000 + campaigns * 1200) / call.speedup
  const report: Report = {
    uuid: randomUUID(),
    createdAt: now,
    startedAt: now + takes * 0.25,
    readyAt: now + takes,
    request: { campaigns: [], ...call.body },
    result,
  }
  call.account.reports.set(report.uuid, report)
  return ok({ UUID: report.uuid, vendor: false })
}

function clickReport(call: Call, form: 'json' | 'file'): Reply {
  const { shop, body } = call
  const ids = idList(body.campaigns)
  if (ids.length === 0) throw badRequest('empty campaigns')
  if (ids.length > 10) throw tooMany('Превышен лимит по количеству кампаний')
  const { from, to } = bodyPeriod(shop, body)
  if (to - from + 1 > 62) throw badRequest('Период не может превышать 62 дня')
  const world = shop.world()
  const campaigns = ids.map(id => {
    const found = world.campaigns().find(c => c.id === id)
    if (!found) throw notFound('Кампания не найдена')
    return found
  })
  if (campaigns.some(c => c.kind === 'SEARCH_PROMO'))
    throw badRequest('generation of this type of report is forbidden for the transferred list of campaigns')
  const groupBy = (body.groupBy ?? 'NO_GROUP_BY') as ReportRange['groupBy']
  if (!['NO_GROUP_BY', 'DATE', 'START_OF_WEEK', 'START_OF_MONTH'].includes(groupBy))
    throw badRequest('invalid groupBy')
  const range = { from, to, groupBy }
  const make = form === 'json' ? jsonReport : fileReport
  return order(call, campaigns.length, () => make(world, campaigns, range))
}

/** POST /api/client/statistics/json. */
export const orderJson: Handler = call => clickReport(call, 'json')

/** POST /api/client/statistics: CSV or ZIP. */
export const orderFile: Handler = call => clickReport(call, 'file')

function reportOf(account: Account, uuid: string): Report {
  const report = account.reports.get(uuid)
  if (!report) throw notFound('report not found')
  return report
}

/** GET /api/client/statistics/{UUID}: NOT_STARTED → IN_PROGRESS → OK. */
export const reportState: Handler = ({ account, part }) => {
  const r = reportOf(account, part)
  const now = Date.now()
  const done = now >= r.readyAt
  return ok({
    UUID: r.uuid,
    state: done ? 'OK' : now >= r.startedAt ? 'IN_PROGRESS' : 'NOT_STARTED',
    createdAt: utc(r.createdAt),
    updatedAt: utc(done ? Math.round(r.readyAt) : now),
    request: r.request,
    ...(done ? { link: `/api/client/statistics/report?UUID=${r.uuid}` } : {}),
    kind: 'STATS',
  })
}

/** GET /api/client/statistics/report?UUID=…: 404 when too early or unknown. */
export const reportFile: Handler = ({ account, query }) => {
  const r = reportOf(account, query.get('UUID') ?? '')
  if (Date.now() < r.readyAt) throw notFound('report not found')
  return r.result()
}
