import { join } from 'node:path'
import type { Marketplace } from '#contract/shop.ts'
import type { Figure } from './figure.ts'
import { round } from './figure.ts'
import { FASTER, floorOf, LATENCY_MS } from './floor.ts'
import { keysOf } from './keys.ts'
import { lanes } from './lanes.ts'
import { load } from './load.ts'
import { sandboxProcess } from './sandbox-process.ts'

const WB_SHOP = ['--wb-cards', '1000', '--wb-orders', '300']

/** A first load of a shop, and its name in the figure. */
interface Shop {
  readonly marketplace: Marketplace
  readonly what: string
  readonly sandbox?: readonly string[]
}

/** (c) The default world. */
export const ozonShop: Shop = { marketplace: 'ozon', what: 'the default world' }
/** (wb-b) A shop with a Personal token. */
export const wbShop: Shop = {
  marketplace: 'wb',
  what: 'a WB shop of 1,000 cards and 300 orders a day',
  sandbox: WB_SHOP,
}

/** A first load, against the minimum time that the slowest bucket allows. */
export async function firstLoad(shop: Shop, folder: string): Promise<readonly Figure[]> {
  const { marketplace, what, sandbox: options = [] } = shop
  const sandbox = await sandboxProcess(
    '--latency',
    String(LATENCY_MS),
    '--speedup',
    String(FASTER),
    ...options,
  )
  try {
    const keys = keysOf(sandbox, marketplace)
    const loaded = await load({
      dataDir: join(folder, `${marketplace}-first-load`),
      hosts: sandbox.hosts,
      pace: FASTER,
      keys,
    })
    const log = await sandbox.log()
    const { bucket, requests, seconds } = floorOf(log, keys)
    return [
      {
        name: `first load of ${what} / floor of its slowest bucket`,
        ratio: round(loaded.seconds / seconds),
        bar: 1.2,
        faster: FASTER,
        better: 'lower',
        seconds: round(loaded.seconds),
        cpuSeconds: round(loaded.cpuSeconds),
        floorSeconds: round(seconds),
        bucket,
        bucketRequests: requests,
        requests: log.length,
        limited: total(await sandbox.limited()),
        rows: loaded.progress.steps.reduce((sum, { rows }) => sum + rows, 0),
        lanes: JSON.stringify(lanes(log)),
      },
    ]
  } finally {
    await sandbox.close()
  }
}

/** (wb-c) A Base token: it finishes what it can, no request is refused, and what is put off says until when. */
export async function baseToken(folder: string): Promise<readonly Figure[]> {
  const sandbox = await sandboxProcess('--speedup', String(FASTER), ...WB_SHOP)
  try {
    const loaded = await load({
      dataDir: join(folder, 'base-token'),
      hosts: sandbox.hosts,
      pace: FASTER,
      keys: keysOf(sandbox, 'wb', 'base'),
      ends: ['done', 'later', 'skipped'],
    })
    const { steps } = loaded.progress
    const silent = steps.filter(({ status, until }) => status === 'later' && until === null)
    if (silent.length > 0) throw new Error(`${silent.map(({ step }) => step)} do not say until when`)
    const done = steps.filter(({ status }) => status === 'done')
    if (done.length === 0) throw new Error('a Base token has finished nothing')
    const log = await sandbox.log()
    const limited = await sandbox.limited()
    return [
      {
        name: 'answers 429 to a Base token',
        value: total(limited),
        bar: 0,
        better: 'lower',
        seconds: round(loaded.seconds),
        requests: log.length,
        done: done.map(({ step }) => step).join(' '),
        later: steps
          .filter(({ status }) => status === 'later')
          .map(({ step, until }) => `${step} ${until}`)
          .join(' '),
        skipped: steps
          .filter(({ status }) => status === 'skipped')
          .map(({ step, kind }) => `${step} ${kind}`)
          .join(' '),
        refused: JSON.stringify(limited),
      },
    ]
  } finally {
    await sandbox.close()
  }
}

const total = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0)
