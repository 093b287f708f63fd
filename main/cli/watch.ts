import type { EventName } from '#contract/api.ts'
import { KindError, kindOf } from '#contract/errors.ts'
import type { LogLine } from '#contract/schedule.ts'
import type { Shop } from '#contract/shop.ts'
import { EXIT } from './exit.ts'
import type { Globals } from './globals.ts'
import { withEngine } from './open.ts'
import { type Output, output } from './output.ts'
import { whichShops } from './which.ts'

/** `watch`: refreshes all shops on schedule until it is asked to end; slices in progress are committed or discarded first. */
export async function watch(globals: Globals): Promise<number> {
  const out = output(globals)
  const shops = new Map<number, Shop>()
  try {
    await withEngine(
      globals,
      async engine => {
        for (const shop of await whichShops(engine, undefined)) shops.set(shop.id, shop)
        if (shops.size === 0) throw new KindError('no_shop', 'no shop is connected')
        out.say(out.words.t('cli.watch.running', { count: shops.size }))
        engine.resume()
        engine.watch()
        // Ends only by a signal.
        return new Promise<never>(() => {})
      },
      { tell: teller(out, shops) },
    )
  } catch (error) {
    if (kindOf(error) !== 'cancelled') throw error
  }
  out.result({ ok: true })
  return EXIT.ok
}

/** Prints progress and log: NDJSON for programs, sentences for people. */
const teller = (out: Output, shops: ReadonlyMap<number, Shop>) => (event: EventName, payload: unknown) => {
  if (event === 'sync.progress') out.event({ event: 'progress', ...(payload as object) })
  if (event !== 'log.line') return
  for (const line of payload as readonly LogLine[]) {
    out.event({ event: 'log', ...line })
    out.say(said(line, out, shops))
  }
}

function said(line: LogLine, { words }: Output, shops: ReadonlyMap<number, Shop>): string {
  const shop = line.shopId === null ? undefined : shops.get(line.shopId)
  const about = [shop?.name, line.step && words.step(line.step)].filter(Boolean).join(', ')
  return `${words.moment(line.at)}  ${about && `${about}: `}${words.log(line, shop?.marketplace)}`
}
