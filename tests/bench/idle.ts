import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { _electron as electron } from 'playwright'
import { packageApp } from '../../scripts/package.ts'
import { type App, launchApp } from '../support/app.ts'
import { startDesktop } from '../support/desktop.ts'
import display from '../support/display.ts'
import { startKeychain } from '../support/keychain.ts'
import { EMPTY_APP_SWITCHES, emptyApp } from './empty-app.ts'
import type { Figure } from './figure.ts'
import { round } from './figure.ts'
import { keysOf } from './keys.ts'
import { type Usage, usageOf } from './process-tree.ts'
import { sandboxProcess } from './sandbox-process.ts'

/** Ms for a page to paint, and for freed memory to be returned. */
const SETTLED_MS = 20_000
/** Where in its half hour the app's clock starts, so that no slot falls due for a while. */
const BEHIND_THE_SLOT = '12:02:00Z'

/**
 * (c-b) The packaged app with a shop of the default size. Memory of all its processes with the window open, then closed; then, idle in the tray, their
 * processor time, that of the engine's thread separately, and how often the engine wakes up.
 */
export async function idle(folder: string, minutes: number): Promise<readonly Figure[]> {
  if (process.platform !== 'linux') throw new Error('what a process uses is read from /proc')
  await packageApp()
  const closeDisplay = await display()
  mkdirSync(join(folder, 'idle'), { recursive: true })
  const keychain = await startKeychain('unlocked', join(folder, 'idle', 'keychain'))
  const desktop = await startDesktop(keychain.env.DBUS_SESSION_BUS_ADDRESS ?? '')
  const sandbox = await sandboxProcess('--speedup', '1000', '--no-limits')
  const api = Object.entries(sandbox.hosts).map(([name, address]) => `${name}=${address}`)
  const now = `${new Date().toISOString().slice(0, 10)}T${BEHIND_THE_SLOT}`
  await sandbox.tellTime(now)
  const app = await launchApp({
    dataDir: join(folder, 'idle', 'data'),
    keychain,
    api: api.join(),
    env: { PRILAVOK_PACE: '1000', PRILAVOK_NOW: now },
  })
  try {
    await loadShop(app, sandbox)
    await app.page.getByRole('link', { name: 'Обзор' }).click()
    await app.page.locator('[data-value]').first().waitFor()
    await wait(SETTLED_MS)
    const pid = app.electron.process().pid as number
    const open = usageOf(pid)
    const gone = app.page.waitForEvent('close')
    await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
    await gone
    await wait(SETTLED_MS)
    const closed = usageOf(pid)

    await app.electron.evaluate(watchEngine)
    const before = usageOf(pid)
    const began = performance.now()
    await wait(minutes * 60_000)
    const seconds = (performance.now() - began) / 1000
    const after = usageOf(pid)
    const engine = await app.electron.evaluate(readEngine)
    const bare = await withoutWindow(join(folder, 'idle'))
    const mb = (bytes: number) => round(bytes / 2 ** 20, 0)
    return [
      {
        name: 'memory with the window closed over that with it open',
        ratio: round(closed.memory / open.memory),
        bar: 0.6,
        better: 'lower',
        openMb: mb(open.memory),
        closedMb: mb(closed.memory),
        processesOpen: open.processes,
        processesClosed: closed.processes,
      },
      {
        name: 'memory in the tray / the same runtime without a window and without an app',
        ratio: round(closed.memory / bare.memory),
        bar: 1.1,
        better: 'lower',
        bareMb: mb(bare.memory),
        processesBare: bare.processes,
      },
      {
        name: 'idle in the tray, processor time of the engine, %',
        value: round(((engine.active / 1000) * 100) / seconds, 3),
        bar: 0.5,
        better: 'lower',
        allProcesses: round(((after.cpu - before.cpu) * 100) / seconds, 3),
        minutes,
      },
      {
        name: 'idle in the tray, callbacks of the engine a second, its timers among them',
        value: round(engine.callbacks / seconds, 3),
        bar: 1,
        better: 'lower',
      },
    ]
  } finally {
    await app.kill()
    await sandbox.close()
    desktop.close()
    await keychain.close()
    await closeDisplay?.()
  }
}

/** What the runtime takes by itself. */
async function withoutWindow(folder: string): Promise<Usage> {
  const args = [...EMPTY_APP_SWITCHES, '--no-window']
  const app = await electron.launch({ executablePath: await emptyApp(folder), args })
  try {
    await wait(SETTLED_MS)
    return usageOf(app.process().pid as number)
  } finally {
    await app.close()
  }
}

async function loadShop(app: App, sandbox: Awaited<ReturnType<typeof sandboxProcess>>): Promise<void> {
  const added = await app.call('shop.add', { name: 'bench', keys: keysOf(sandbox) })
  if (!added.ok) throw new Error(added.message)
  const { id: shopId } = added.value as { id: number }
  await app.call('sync.start', { shopId })
  for (;;) {
    const answer = await app.call('sync.status', { shopId })
    const status = answer.ok ? (answer.value as { status: string }).status : answer.kind
    if (status === 'done') return
    if (status !== 'running') throw new Error(`the load ended as ${status}`)
    await wait(1000)
  }
}

/** Runs in the main process: counts wake-ups of the engine's thread from now on, and records its event loop utilisation. */
async function watchEngine(): Promise<void> {
  const { Session } = process.getBuiltinModule('node:inspector')
  const session = new Session()
  session.connect()
  const engine = new Promise<string>(resolve =>
    session.on('NodeWorker.attachedToWorker', ({ params }) => {
      if (params.workerInfo.title.includes('engine')) resolve(params.sessionId)
    }),
  )
  session.post('NodeWorker.enable', { waitForDebuggerOnStart: false })
  const sessionId = await engine
  const ask = (expression: string) =>
    new Promise<string>(resolve => {
      session.on('NodeWorker.receivedMessageFromWorker', ({ params }) => {
        const { id, result } = JSON.parse(params.message)
        if (id === 1) resolve(result.result.value)
      })
      const message = JSON.stringify({
        id: 1,
        method: 'Runtime.evaluate',
        params: { expression, returnByValue: true },
      })
      session.post('NodeWorker.sendMessageToWorker', { sessionId, message })
    })
  await ask(`
    globalThis.watched = { callbacks: 0, before: performance.eventLoopUtilization() }
    process.getBuiltinModule('node:async_hooks').createHook({ before() { watched.callbacks += 1 } }).enable()
    'watched'`)
  Object.assign(globalThis, { askEngine: ask })
}

/** Runs in the main process: the counts, and ms in which the engine's event loop was active. */
async function readEngine(): Promise<{ readonly callbacks: number; readonly active: number }> {
  const { askEngine } = globalThis as unknown as { askEngine(expression: string): Promise<string> }
  return JSON.parse(
    await askEngine(
      `JSON.stringify({ callbacks: watched.callbacks, active: performance.eventLoopUtilization(watched.before).active })`,
    ),
  )
}
