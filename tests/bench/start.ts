import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { _electron as electron, type Page } from 'playwright'
import { moscowDay } from '#contract/days.ts'
import { packageApp } from '../../scripts/package.ts'
import { type App, launchApp } from '../support/app.ts'
import display from '../support/display.ts'
import { startKeychain } from '../support/keychain.ts'
import { EMPTY_APP_SWITCHES, emptyApp } from './empty-app.ts'
import { hostedEngine } from './engine-host.ts'
import type { Figure } from './figure.ts'
import { quantile, round } from './figure.ts'
import { keysOf } from './keys.ts'
import { fill } from './overview.ts'
import { sandboxProcess } from './sandbox-process.ts'

const LINES = 1_000_000
const ROUNDS = 7

/** (start) The packaged app on a million order lines, from its start to figures on the screen, against a window of the same runtime with one sentence, in turns. */
export async function started(folder: string): Promise<readonly Figure[]> {
  await packageApp()
  const closeDisplay = await display()
  const home = join(folder, 'start')
  mkdirSync(home, { recursive: true })
  const dataDir = join(home, 'data')
  await filled(dataDir)
  const empty = await emptyApp(home)
  const keychain = await startKeychain('unlocked', join(home, 'keychain'))
  const ours: number[] = []
  const theirs: number[] = []
  try {
    // The first start of each fills the caches of the disk and of V8.
    for (let round = 0; round <= ROUNDS; round += 1) {
      const window = await timed(async () => {
        const app = await electron.launch({ executablePath: empty, args: EMPTY_APP_SWITCHES })
        return { page: await app.firstWindow(), close: () => app.close() }
      }, 'p')
      const figures = await timed(async () => {
        const app: App = await launchApp({ dataDir, keychain })
        return { page: app.page, close: app.close }
      }, '[data-value]:not([data-value=""])')
      if (round > 0) {
        theirs.push(window)
        ours.push(figures)
      }
    }
  } finally {
    await keychain.close()
    await closeDisplay?.()
  }
  const median = (of: readonly number[]) => round(quantile(of, 0.5), 0)
  return [
    {
      name: 'start of the app on 1,000,000 order lines / an empty window of the same runtime',
      ratio: round(median(ours) / median(theirs)),
      bar: 1.6,
      better: 'lower',
      ms: median(ours),
      emptyMs: median(theirs),
      all: ours.map(ms => round(ms, 0)).join(' '),
      emptyAll: theirs.map(ms => round(ms, 0)).join(' '),
    },
  ]
}

async function filled(dataDir: string): Promise<void> {
  const sandbox = await sandboxProcess('--scale', '0.1', '--no-limits')
  const engine = hostedEngine({ dataDir, hosts: sandbox.hosts, pace: 1000 })
  const { id: shopId } = await engine.call('shop.add', { name: 'bench', keys: keysOf(sandbox) })
  await engine.close()
  await sandbox.close()
  await fill(join(dataDir, 'facts.duckdb'), shopId, moscowDay(Date.now()), LINES)
  // A shop whose first load has ended opens on its figures.
  const dims = new Database(join(dataDir, 'dims.sqlite'))
  dims.exec('UPDATE shops SET loaded = 1')
  dims.close()
}

interface Opened {
  readonly page: Page
  readonly close: () => Promise<void>
}
/** Ms from the start of a process until its page has painted an element. */
async function timed(open: () => Promise<Opened>, whole: string): Promise<number> {
  const began = Date.now()
  const { page, close } = await open()
  const painted = await page.evaluate(async element => {
    const frame = () => new Promise(resolve => requestAnimationFrame(resolve))
    while (!document.querySelector(element)) await frame()
    await frame()
    await new Promise(resolve => setTimeout(resolve))
    return Date.now()
  }, whole)
  await close()
  return painted - began
}
