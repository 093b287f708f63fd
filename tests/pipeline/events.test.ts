import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ShopEvent } from '#contract/events.ts'
import { Marketplace } from '#contract/shop.ts'
import type { ContentChange, Fault, Sandbox } from '../../sandbox/index.ts'
import { random } from '../../sandbox/random.ts'
import { cli, start } from '../support/cli.ts'
import { engine } from '../support/engine.ts'
import { cabinetsOf, envOf } from '../support/keys.ts'
import { TESTED } from '../support/marketplaces/index.ts'
import { RECENTLY, sandbox } from '../support/sandbox.ts'

const DAYS = 30
const STEPS = Object.values(TESTED).flatMap(({ changes }) => changes.steps)
/** Faults that a run recovers from. */
const FAULTS: readonly Fault['kind'][] = [
  '500',
  '502',
  'reset',
  'html',
  'truncated',
  '429',
  'duplicate_page',
  'new_fields',
]
const PATHS = Object.values(TESTED).flatMap(({ changes }) => changes.paths)

let market: Sandbox
const folder = mkdtempSync(join(tmpdir(), 'prilavok-events-'))
const dataDir = join(folder, 'data')
beforeAll(async () => {
  market = await sandbox({ scale: 0.4, wbCards: 24, wbOrders: 2 })
})
afterAll(async () => {
  await market.close()
  rmSync(folder, { recursive: true, force: true })
})

const env = () => Object.assign({}, ...Marketplace.options.map(of => envOf(cabinetsOf(market)[of].demo)))
const command = (...args: string[]) => ({
  args: [...args, '--keys', 'env', '--start-day', RECENTLY, '--json'],
  dataDir,
  sandbox: market,
  env: env(),
})
const sync = command
/** Kills a sync shortly after its n-th request of today, unless it ends before. */
async function killed(requests: number, moment: number): Promise<boolean> {
  const before = market.log.entries.length
  const { child, ended } = start(sync('sync', '--step', ...STEPS))
  let gone = false
  void ended.then(() => {
    gone = true
  })
  while (!gone && market.log.entries.length - before < requests) await sleep(2)
  await sleep(moment)
  child.kill('SIGKILL')
  return (await ended).signal === 'SIGKILL'
}

interface Told {
  readonly day: string
  readonly type: string
  readonly field: string
  readonly product: string
  readonly before: string | null
  readonly after: string | null
}
const value = (of: ContentChange['before']) => (typeof of === 'string' ? of : JSON.stringify(of))
const truthOf = (of: Marketplace): Told[] =>
  market.contentChanges(market.marketplaces[of].demo.shop).map(({ day, card, deed, before, after }) => {
    const [type, field] = TESTED[of].changes.words[deed]
    return { day, type, field, product: String(card), before: value(before), after: value(after) }
  })
const toldOf = ({ day, type, field, productId, before, after }: ShopEvent): Told => ({
  day,
  type,
  field,
  product: productId,
  before,
  after,
})
const inOrder = (told: readonly Told[]) => told.map(one => JSON.stringify(one)).sort()

test(`C.2: over ${DAYS} days of changes, faults and kills the log of events is exactly what was changed, each once and on its day`, async () => {
  for (const of of Marketplace.options)
    expect((await cli(command('shop', 'add', '--marketplace', of, '--name', of))).code).toBe(0)
  const dice = random(2026, 83)
  let kills = 0
  for (let day = 0; day <= DAYS; day++) {
    if (day > 0) market.advance(1)
    market.faults.set(
      PATHS.map(path => ({ kind: dice.pick(FAULTS), path, times: dice.int(0, 2) + 1, skip: dice.int(0, 4) })),
    )
    // The day of the baseline is hit too.
    if (day % 3 === 0 && (await killed(dice.int(2, 40), dice.int(0, 40)))) kills += 1
    const { code, stderr, stdout } = await cli(sync('sync', '--step', ...STEPS))
    expect(code, `${market.today()}: ${stderr} ${stdout.slice(-600)}`).toBe(0)
  }
  expect(kills).toBeGreaterThan(5)

  const after = await engine({ sandbox: market, dataDir, key: null })
  try {
    const { handlers } = after.engine
    for (const shop of await handlers['shop.list']()) {
      const events: ShopEvent[] = []
      for (let before: number | null = null; ; ) {
        const page = await handlers['events.list']({
          shopIds: [shop.id],
          kinds: null,
          from: null,
          to: null,
          text: '',
          before,
        })
        events.push(...page.events)
        before = page.events.at(-1)?.id ?? null
        if (!page.more) break
      }
      const truth = truthOf(shop.marketplace)
      expect(new Set(truth.map(({ type, field }) => `${type} ${field}`))).toEqual(
        new Set(Object.values(TESTED[shop.marketplace].changes.words).map(words => words.join(' '))),
      )
      expect(inOrder(events.map(toldOf)), shop.marketplace).toEqual(inOrder(truth))
      expect(events.map(({ at }) => at)).toEqual(
        events
          .map(({ at }) => at)
          .sort()
          .reverse(),
      )
    }
    const [{ ids, numbers }] = (await after.query(
      'SELECT count(*)::INTEGER AS ids, count(DISTINCT id)::INTEGER AS numbers FROM event_log',
    )) as [{ ids: number; numbers: number }]
    expect(numbers).toBe(ids)
  } finally {
    await after.close()
  }
})
