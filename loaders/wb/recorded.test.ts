import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { play } from '../../tests/support/play.ts'
import type { Request } from '../core/declare/source.ts'
import { LoadError } from '../core/errors.ts'
import { wb } from './api.ts'

const folder = new URL('../../../shared/recorded/wildberries/', import.meta.url)
const files = existsSync(folder) ? readdirSync(folder).filter(file => file.endsWith('.json')) : []
if (files.length === 0)
  process.stderr.write(
    'skipped: ../shared/recorded stands beside the repository only where it is developed\n',
  )

// biome-ignore lint/suspicious/noExplicitAny: a recording has whatever shape it has.
const load = (file: string): any => JSON.parse(readFileSync(new URL(file, folder), 'utf8'))

/** The cause that the error table gives to a recorded error response. */
function kindOf(host: Request['host'], path: string, status: number, json: unknown) {
  const answer = { host, method: 'GET', path, status, json, text: JSON.stringify(json), at: 0 } as const
  return wb.classify(answer, { name: 'method', every: 60_000 })?.kind
}

/** The expected result of each recording: what a reader of the file would count. */
const CHECKS: Readonly<Record<string, (body: ReturnType<typeof load>) => Promise<void>>> = {
  'adv-v3-fullstats': async body => {
    const { rows } = await play('wb.ads.stats', () => body, { ids: [27967938] })
    const [day] = body[0].days
    const [nm] = day.apps[0].nms
    expect(rows.fact_wb_ad_daily).toMatchObject([
      {
        advert_id: 27967938,
        nm_id: nm.nmId,
        dt: '2026-02-18',
        views: nm.views,
        spend: 81,
        is_associated: false,
      },
      { nm_id: 0, views: day.views - nm.views, clicks: 0, spend: 30 },
    ])
  },
  'adv-v3-fullstats-400-no-statistics': async body => {
    // Bad request by the status; the loader looks at the message.
    expect(kindOf('wb-advert', '/adv/v3/fullstats', body.status, body)).toBeUndefined()
    const refusal = new LoadError('bad_request', `GET /adv/v3/fullstats: 400 ${JSON.stringify(body)}`)
    const { rows } = await play('wb.ads.stats', () => refusal, { ids: [1] })
    expect(rows.fact_wb_ad_daily).toEqual([])
  },
  'api-v1-supplier-sales': async body => {
    const { rows, unmapped } = await play('wb.orders.sales', () => body)
    expect(rows.fact_wb_sales).toMatchObject([
      {
        sale_id: body[0].saleID,
        srid: body[0].srid,
        dt: '2025-04-03',
        date: '2025-04-03T03:18:27.000Z',
        for_pay: 71426,
        price_with_disc: 109900,
        payment_sale_amount: 8500,
        is_return: false,
      },
    ])
    expect(unmapped).toEqual([])
  },
  'content-v2-get-cards-list': async body => {
    const { rows } = await play('wb.content.cards', () => body)
    expect(rows.dim_wb_products).toMatchObject([
      { nm_id: 1928, imt_id: 1926, vendor_code: body.cards[0].vendorCode, main_image_url: null, extra: null },
    ])
    expect(rows.dim_wb_sizes).toMatchObject([{ chrt_id: 1927, wb_size: '42', barcodes: ['88005553669'] }])
  },
  'error-401-scope': async ({ status, body }) => {
    expect(kindOf('wb-finance', '/api/finance/v1/sales-reports/detailed', status, body)).toBe('no_role')
  },
  'error-429-finance-basic-token': async ({ status, body }) => {
    expect(kindOf('wb-finance', '/api/finance/v1/sales-reports/detailed', status, body)).toBe('rate')
  },
}

describe.skipIf(files.length === 0)('recorded answers', () => {
  test.each(files)('%s comes out as it was read by a person', async file => {
    const name = Object.keys(CHECKS).find(known => file.startsWith(`${known}.`))
    if (!name) throw new Error(`no check for ${file}`)
    await CHECKS[name]?.(load(file))
  })
})
