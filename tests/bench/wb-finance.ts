import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { moscowDay } from '#contract/days.ts'
import { FIRST_DAY } from '../../loaders/wb/finance/step.ts'
import type { Reading } from './duck-side.ts'
import type { Ingest } from './ingest.ts'
import type { SandboxProcess } from './sandbox-process.ts'

const LINES = 1_000_000
const PAGE = 20_000

/** Sums come as texts. */
const SUMS = [
  'retailPrice',
  'retailAmount',
  'retailPriceWithDisc',
  'deliveryService',
  'ppvzSalesCommission',
  'forPay',
  'ppvzReward',
  'acquiringFee',
  'vw',
  'vwNds',
  'penalty',
  'additionalPayment',
  'rebillLogisticCost',
  'paidStorage',
  'deduction',
  'paidAcceptance',
  'installmentCofinancingAmount',
  'cashbackAmount',
  'cashbackDiscount',
  'cashbackCommissionChange',
]
const reading: Reading = {
  items: pages => `SELECT item FROM ${pages} AS item`,
  tables: '',
  fill: items => {
    const columns = `SELECT * REPLACE (${SUMS.map(sum => `${sum}::DECIMAL(18,2) AS ${sum}`).join(', ')}) FROM (SELECT unnest(item) FROM (${items}))`
    return [
      `CREATE TABLE lines AS FROM (${columns}) LIMIT 0`,
      'ALTER TABLE lines ADD PRIMARY KEY (reportId, rrdId)',
      `INSERT INTO lines ${columns}`,
    ]
  },
  lines: 'lines',
}

/** The weekly reports of all weeks, by `rrdId`. */
async function dump(sandbox: SandboxProcess, folder: string) {
  await mkdir(folder, { recursive: true })
  let pages = 0
  let bytes = 0
  for (let rrdId = 0; ; ) {
    const answer = await fetch(`${sandbox.hosts['wb-finance']}/api/finance/v1/sales-reports/detailed`, {
      method: 'POST',
      headers: { Authorization: sandbox.tokens.demo.token },
      body: JSON.stringify({
        dateFrom: FIRST_DAY,
        dateTo: moscowDay(Date.now()),
        period: 'weekly',
        limit: PAGE,
        rrdId,
      }),
    })
    if (answer.status === 204) return { pages, bytes }
    if (!answer.ok) throw new Error(`${rrdId}: ${answer.status} ${await answer.text()}`)
    const page = Buffer.from(await answer.arrayBuffer())
    await writeFile(join(folder, `${String(pages).padStart(5, '0')}.json`), page)
    pages += 1
    bytes += page.length
    // A page has its maximum size, so only its last line is parsed.
    const ids = [
      ...page
        .subarray(-20_000)
        .toString()
        .matchAll(/"rrdId":(\d+)/g),
    ]
    const last = Number(ids.at(-1)?.[1])
    if (!(last > rrdId)) throw new Error(`rrdId does not move from ${rrdId}`)
    rrdId = last
  }
}

/** All weekly reports, one row per line. The app also reads those of the current week. */
export const reports: Ingest = {
  marketplace: 'wb',
  what: '1,000,000 finance lines',
  sandbox: ['--finance-lines', String(LINES)],
  step: 'wb.finance',
  dump,
  reading,
  duckdb: 'reading the same bytes from disk with read_json into one keyed table, a row a line',
  rows: ({ lines }) => lines,
}
