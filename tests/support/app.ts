import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { ElectronApplication, Locator, Page } from 'playwright'
import { _electron as electron } from 'playwright'
import { moscowDay } from '#contract/days.ts'
import type { Answer } from '#contract/rpc.ts'
import type { Bridge } from '../../preload/index.ts'
import { packagedApp } from '../../scripts/package.ts'
import type { Keychain } from './keychain.ts'

declare global {
  interface Window {
    readonly prilavok: Bridge
  }
}

const root = join(import.meta.dirname, '../..')

const SLOT_MS = 30 * 60_000
/**
 * How far the app's clock is behind the computer's: it starts two minutes behind a slot, so that none falls due during a test file, nor does a day begin; in
 * the first half hour of a day in Moscow it is yesterday, since what lags by half an hour is not whole yet.
 */
const BEHIND_MS =
  (Date.now() % SLOT_MS) -
  2 * 60_000 +
  (moscowDay(Date.now() - SLOT_MS) < moscowDay(Date.now()) ? SLOT_MS : 0)
/** The time of the app, ms since epoch, unless a test gives it another. */
export const appNow = (): number => Date.now() - BEHIND_MS

/** The user's computer, and the options of the app. */
export interface Conditions {
  readonly dataDir: string
  readonly keychain: Keychain
  /** API hosts in place of the marketplaces' own: `ozon-seller=http://127.0.0.1:8080,…`. */
  readonly api?: string
  readonly lang?: 'ru' | 'en'
  readonly colorScheme?: 'light' | 'dark'
  /** Further arguments and environment of the app. */
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

/** The packaged app with its window open. */
export interface App {
  readonly electron: ElectronApplication
  readonly page: Page
  /** Errors that the page printed, and uncaught exceptions. */
  readonly errors: readonly string[]
  /** Everything that the app's processes wrote to the terminal so far. */
  output(): string
  /** Context of a failed test: the terminal, and the text of the page while there is one. */
  lastWords(): Promise<string>
  /** Calls a method as the page does. */
  call(name: string, input?: unknown): Promise<Answer>
  /** Writes docs/screenshots/<name>.png, 1280 x 800, scrolled to the top or to a part of the page, without the pointer. */
  screenshot(name: string, part?: Locator): Promise<void>
  /** Closes the window and waits for the app to end. */
  close(): Promise<void>
  /** Kills the app, as a power failure would. */
  kill(): Promise<void>
}

/**
 * The inspector that tests drive the app by sometimes kills Node 20 while threads start under it; without an inspector the app starts. Such a start is tried
 * once more; anything else is a failure of the app.
 */
async function launched(options: Parameters<typeof electron.launch>[0]): Promise<ElectronApplication> {
  try {
    return await electron.launch(options)
  } catch (error) {
    if (!String(error).includes('signal=SIGSEGV')) throw error
    return electron.launch(options)
  }
}

/** Starts the packaged app, with or without a window. `npm run package` makes the build; `npm run test:e2e` does both. */
export function startApp(conditions: Omit<Conditions, 'colorScheme'>): Promise<ElectronApplication> {
  const { dataDir, keychain, api, lang = 'ru', args = [], env = {} } = conditions
  const {
    PRILAVOK_API: _api,
    ELECTRON_RUN_AS_NODE: _node,
    ...inherited
  } = process.env as Record<string, string>
  return launched({
    executablePath: packagedApp(),
    args: [
      // Chromium does not run as root in its own sandbox, nor render without a graphics card.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-gpu',
      `--lang=${lang}`,
      `--data-dir=${dataDir}`,
      ...(api ? [`--api=${api}`] : []),
      ...args,
    ],
    env: {
      ...inherited,
      LANGUAGE: lang,
      ...keychain.env,
      PRILAVOK_NOW: new Date(appNow()).toISOString(),
      ...env,
    },
    timeout: 30_000,
  })
}

/** Starts the packaged app and waits for its window. */
export async function launchApp(conditions: Conditions): Promise<App> {
  const { colorScheme = 'light', ...how } = conditions
  const app = await startApp(how)
  const child = app.process()
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', chunk => (output += chunk))
  const errors: string[] = []
  const page = await app.firstWindow()
  page.on('console', message => message.type() === 'error' && errors.push(message.text()))
  page.on('pageerror', error => errors.push(String(error)))
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
  await page.waitForLoadState('load')
  return {
    electron: app,
    page,
    errors,
    output: () => output,
    async lastWords() {
      const said = await page
        .locator('body')
        .ariaSnapshot({ timeout: 2000 })
        .catch(() => 'The window is closed.')
      const call = () => window.prilavok.call('sync.status', { shopId: 1 })
      const run = await page.evaluate(call).catch(() => null)
      return [output, ...errors, said, JSON.stringify(run)].join('\n')
    },
    call: (name, input) =>
      page.evaluate(([name, input]) => window.prilavok.call(name, input), [name, input] as const),
    async screenshot(name, part) {
      const folder = join(root, 'docs', 'screenshots')
      mkdirSync(folder, { recursive: true })
      await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(1280, 800))
      await page.waitForFunction(() => innerWidth === 1280 && innerHeight === 800)
      await page.mouse.move(1279, 799)
      if (part) await part.evaluate(element => element.scrollIntoView())
      else await page.evaluate(() => scrollTo(0, 0))
      await page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled' })
    },
    close: () => app.close(),
    async kill() {
      const gone = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined
      child.kill('SIGKILL')
      await gone
    },
  }
}
