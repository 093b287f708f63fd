import type { Shop } from '#contract/shop.ts'
import type { Progress, StepProgress } from '#contract/sync.ts'
import type { Engine } from '../engine/engine.ts'
import { EXIT } from './exit.ts'
import type { Output } from './output.ts'
import { printableLine } from './printable.ts'

/** A step as part of the result object. */
const stepResult =
  ({ shopId }: Pick<Progress, 'shopId'>) =>
  (step: StepProgress) => ({
    shopId,
    step: step.step,
    status: step.status,
    rows: step.rows,
    from: step.from,
    to: step.to,
    error: step.kind === null ? null : { kind: step.kind, message: step.message, until: step.until },
    notices: step.notices,
  })
export type StepResult = ReturnType<ReturnType<typeof stepResult>>

/** Final progress of every step of every shop. */
export async function lastSteps(engine: Engine): Promise<readonly StepResult[]> {
  const shops = await engine.handlers['shop.list']()
  return shops.flatMap(({ id }) => engine.lastWords(id).map(stepResult({ shopId: id })))
}

/** A shop and the steps to load: some, or all. */
export interface Load {
  readonly shop: Shop
  readonly steps?: readonly string[]
}

/** Loads shops in parallel and resolves when all have ended. An interrupted run is resumed. */
export async function loadShops(engine: Engine, loads: readonly Load[], out: Output) {
  const ended = await Promise.all(
    loads.map(async ({ shop, steps }) => {
      const last = await engine.handlers['sync.status']({ shopId: shop.id })
      const cutOff = last?.status === 'interrupted' || last?.status === 'paused'
      if (cutOff && !steps) await engine.handlers['sync.resume']({ shopId: shop.id })
      else await engine.handlers['sync.start']({ shopId: shop.id, ...(steps ? { steps: [...steps] } : {}) })
      const progress = await engine.ended(shop.id)
      const wanted = progress.steps.filter(step => !steps || steps.includes(step.step))
      return wanted.map(stepResult(progress))
    }),
  )
  const results = ended.flat()
  const shops = loads.map(({ shop }) => shop)
  out.say()
  for (const [at, result] of results.entries()) {
    sayStep(result, shops, out)
    // Consecutive steps with the same cause print it once, below the last of them.
    if (causeOf(results[at + 1]) !== causeOf(result)) sayCause(result, out)
    const of = shops.find(({ id }) => id === result.shopId)?.marketplace
    for (const notice of result.notices) out.say(`    ${out.words.notice(notice, of)}`)
  }
  return {
    results,
    code: results.every(step => step.status === 'done' || step.status === 'skipped')
      ? EXIT.ok
      : EXIT.stepsFailed,
  }
}

const MARK: Readonly<Record<StepProgress['status'], string>> = {
  done: '✔',
  skipped: '–',
  failed: '✘',
  later: '…',
  waiting: '·',
  running: '·',
  paused: '‖',
}

const causeOf = (step: StepResult | undefined): string =>
  step?.error ? `${step.shopId} ${step.error.kind} ${step.error.message}` : ''

function sayCause({ error }: StepResult, { say, words, sentence }: Output): void {
  if (!error) return
  const { kind, message, until } = error
  say(`    ${until ? words.t('cli.later', { at: words.moment(until) }) : sentence(kind)}`)
  if (message && message !== kind) say(`    (${message})`)
}

function sayStep(step: StepResult, shops: readonly Shop[], { say, words }: Output): void {
  const { t, range, number } = words
  const where = shops.length > 1 ? `${shops.find(shop => shop.id === step.shopId)?.name}: ` : ''
  const days = step.from && step.to ? `, ${range(step.from, step.to)}` : ''
  const rows = step.rows > 0 ? t('progress.rows', { count: step.rows }) : ''
  say(
    `${MARK[step.status]} ${where}${words.step(step.step)}${rows ? `: ${rows}${days}` : days && `: ${number(0)}${days}`}`,
  )
}

/**
 * Prints progress: NDJSON events for programs, one line that updates in place at a terminal, else one line per step. `names` of the shops is filled in by the
 * caller; with several shops each line names its own.
 */
export function progressTeller(
  out: Output,
  json: boolean,
  names: ReadonlyMap<number, string>,
): (event: string, payload: unknown) => void {
  const live = process.stdout.isTTY && !json
  const told = new Set<string>()
  const runs = new Map<number, Progress>()
  const { t, step: label } = out.words
  const whose = ({ shopId }: Progress) => (names.size > 1 ? `${names.get(shopId) ?? shopId}: ` : '')
  return (event, payload) => {
    if (event !== 'sync.progress') return
    const progress = payload as Progress
    out.event({ event: 'progress', ...progress })
    if (json) return
    if (live) {
      if (progress.endedAt) runs.delete(progress.shopId)
      else runs.set(progress.shopId, progress)
      const line = [...runs.values()].map(run => `${whose(run)}${now(run)}`).join('  ')
      process.stdout.write(`\r\u001b[2K${printableLine(line)}`.slice(0, (process.stdout.columns ?? 80) + 5))
      return
    }
    // Steps that ended before this run are not printed again.
    const news = runs.get(progress.shopId)?.runId === progress.runId
    runs.set(progress.shopId, progress)
    for (const step of progress.steps) {
      const key = `${progress.runId}/${step.step}`
      if (step.status === 'waiting' || step.status === 'running' || told.has(key)) continue
      told.add(key)
      if (!news) continue
      const percent = String(progress.percent).padStart(3)
      out.say(`${percent}%  ${whose(progress)}${label(step.step)}: ${t(`progress.status.${step.status}`)}`)
    }
  }

  function now({ percent, steps }: Progress): string {
    const names = steps
      .filter(step => step.status === 'running')
      .map(step => `${label(step.step)}${step.slices > 1 ? ` ${step.slice}/${step.slices}` : ''}`)
    return `${percent}% ${names.join(' · ')}`
  }
}

/** Sets the shop names that `progressTeller` prints. */
export function nameShops(names: Map<number, string>, loads: readonly Load[]): void {
  for (const { shop } of loads) names.set(shop.id, shop.name)
}
