import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Page } from 'playwright'
import { Marketplace } from '#contract/shop.ts'
import { packageApp } from '../../scripts/package.ts'
import { type App, launchApp } from '../support/app.ts'
import display from '../support/display.ts'
import { startKeychain } from '../support/keychain.ts'
import type { Figure } from './figure.ts'
import { quantile, round } from './figure.ts'

const ROUNDS = 30

/** A page: the link that leads to it, and the elements that are there once it is complete. */
interface Stop {
  readonly address: string
  readonly whole: readonly string[]
}
const OVERVIEW: Stop = {
  address: '#/?shop=all&period=30',
  whole: ['[data-value]:not([data-value=""])', '[data-drawn], .recharts-surface', '[data-shop] [data-step]'],
}
/** The smallest page of this app: its frame, a title, a few fields, one sentence. */
const EMPTY: Stop = { address: '#/events?text=%7F', whole: ['.mantine-EmptyState-root'] }

/** «Обзор» in the packaged app over both demo shops: from the click until figures, chart and tables are painted, against a page without content. */
export async function painted(folder: string): Promise<readonly Figure[]> {
  await packageApp()
  const closeDisplay = await display()
  mkdirSync(join(folder, 'window'), { recursive: true })
  const keychain = await startKeychain('unlocked', join(folder, 'window', 'keychain'))
  const app = await launchApp({ dataDir: join(folder, 'window', 'data'), keychain })
  try {
    for (const marketplace of Marketplace.options) await loadDemo(app, marketplace)
    const visit = await visitor(app)
    await visit(OVERVIEW)
    const empty: Visit[] = []
    const visits: Visit[] = []
    for (let round = 0; round < ROUNDS; round += 1) {
      empty.push(await visit(EMPTY))
      visits.push(await visit(OVERVIEW))
    }
    // Behind an event the last figures are shown at once and asked for again beside it.
    const asked: Visit[] = []
    for (let round = 0; round < ROUNDS; round += 1) {
      await visit(EMPTY)
      await app.call('shop.rename', { shopId: 1, name: `Shop ${round}` })
      asked.push(await visit(OVERVIEW))
    }
    const at = (share: number, of = visits) =>
      round(
        quantile(
          of.map(({ took }) => took),
          share,
        ),
        0,
      )
    const cpu = (of: readonly Visit[]) =>
      round(
        quantile(
          of.map(({ busy }) => busy),
          0.5,
        ),
        0,
      )
    return [
      {
        name: '«Обзор» from the click until it is painted, p95, ms',
        value: at(0.95),
        bar: 200,
        better: 'lower',
        p50: at(0.5),
        cpuP50: cpu(visits),
        askedAgainP50: at(0.5, asked),
        askedAgainP95: at(0.95, asked),
        emptyPageP50: at(0.5, empty),
        emptyPageP95: at(0.95, empty),
        emptyPageCpuP50: cpu(empty),
        rounds: ROUNDS,
        all: visits.map(({ took, busy }) => `${round(took, 0)}/${round(busy, 0)}`).join(' '),
      },
    ]
  } finally {
    await app.kill()
    await keychain.close()
    await closeDisplay?.()
  }
}

async function loadDemo(app: App, marketplace: string): Promise<void> {
  const added = await app.call('shop.addDemo', { marketplace })
  if (!added.ok) throw new Error(added.message)
  const { id: shopId } = added.value as { id: number }
  await app.call('sync.start', { shopId })
  for (;;) {
    const answer = await app.call('sync.status', { shopId })
    const status = answer.ok ? (answer.value as { status: string }).status : answer.kind
    if (status === 'done') return
    if (status !== 'running') throw new Error(`the load ended as ${status}`)
    await wait(500)
  }
}

/** Ms from the click until the page is painted, and processor time (ms) of the window's thread, which other work does not distort. */
interface Visit {
  readonly took: number
  readonly busy: number
}

async function visitor({ page }: App): Promise<(stop: Stop) => Promise<Visit>> {
  const inspector = await page.context().newCDPSession(page)
  await inspector.send('Performance.enable', { timeDomain: 'threadTicks' })
  const busy = async () => {
    const { metrics } = await inspector.send('Performance.getMetrics')
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN) * 1000
  }
  return async stop => {
    const before = await busy()
    const took = await go(page, stop)
    const after = await busy()
    // Requests of a rendered page must not disturb the next round.
    await wait(400)
    return { took, busy: after - before }
  }
}

/** Ms from the click on a link until its page is painted. */
function go(page: Page, stop: Stop): Promise<number> {
  return page.evaluate(async ({ address, whole }) => {
    const frame = () => new Promise(resolve => requestAnimationFrame(resolve))
    const link = document.createElement('a')
    link.href = address
    document.body.append(link)
    const clicked = performance.now()
    link.click()
    link.remove()
    // The address changes at once; the previous content is gone with the first frame of the new page.
    while (!whole.every(each => document.querySelector(each))) await frame()
    await new Promise(painted => {
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel()
        port1.onmessage = painted
        port2.postMessage(null)
      })
    })
    return performance.now() - clicked
  }, stop)
}
