import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ElectronApplication } from 'playwright'
import { test as base, expect } from 'vitest'
import { type Sandbox, type SandboxOptions, startSandbox } from '../../sandbox/index.ts'
import type { App, Conditions } from './app.ts'
import { appNow, launchApp, startApp } from './app.ts'
import type { Desktop } from './desktop.ts'
import { startDesktop } from './desktop.ts'
import type { Keychain, KeychainState } from './keychain.ts'
import { startKeychain } from './keychain.ts'
import { recently } from './sandbox.ts'

type Options = Partial<Omit<Conditions, 'keychain'>>

/** A user's computer for one test: a data folder and a keychain that survive the app and are deleted after the test. */
export interface Desk {
  readonly dataDir: string
  readonly keychain: Keychain
  /** Starts a marketplace on loopback, which apps launched later use, at its speed. They load a season of it, unless the whole year is asked for. */
  sandbox(options?: SandboxOptions & { readonly wholeYear?: true }): Promise<Sandbox>
  /** Puts a desktop around apps launched later: a tray panel, unless disabled, and notifications. */
  desktop(options?: { readonly panel?: boolean }): Promise<Desktop>
  /** Starts the app as at login, without a window; ended after the test if it still runs. */
  login(options?: Options): Promise<ElectronApplication>
  /** Starts the app; ended after the test if it still runs. */
  launch(options?: Options): Promise<App>
}

/** `test.for` and friends as in vitest, with a `desk`. `test.override({ keychainState: 'locked' })` in a describe changes the condition. */
export const test = base.extend<{ keychainState: KeychainState; desk: Desk }>({
  keychainState: 'unlocked',
  desk: async ({ keychainState, task }, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'prilavok-desk-'))
    const dataDir = join(folder, 'data')
    const keychain = await startKeychain(keychainState, join(folder, 'keychain'))
    const apps: App[] = []
    const hidden: ChildProcess[] = []
    const sandboxes: Sandbox[] = []
    const desktops: Desktop[] = []
    let marketplace: Options = {}
    /** Gives the marketplaces the time that the app starts with. */
    const sameTime = ({ PRILAVOK_NOW: at }: NonNullable<Options['env']>) => {
      const ahead = (at === undefined ? appNow() : Date.parse(at)) - Date.now()
      for (const one of sandboxes) one.tellTime(() => Date.now() + ahead)
    }
    await use({
      dataDir,
      keychain,
      async sandbox({ wholeYear, ...options } = {}) {
        const now = options.today === undefined && { at: new Date(appNow()).toISOString() }
        const sandbox = await startSandbox({ ...now, ...options })
        sandboxes.push(sandbox)
        const api = Object.entries(sandbox.hosts).map(([name, address]) => `${name}=${address}`)
        marketplace = {
          api: api.join(),
          env: {
            PRILAVOK_PACE: String(options.speedup ?? 1),
            ...(!wholeYear && { PRILAVOK_START_DAY: recently(sandbox) }),
          },
        }
        return sandbox
      },
      async desktop(options) {
        const desktop = await startDesktop(keychain.env.DBUS_SESSION_BUS_ADDRESS ?? '', options)
        desktops.push(desktop)
        return desktop
      },
      async login(options = {}) {
        const { colorScheme: _, ...rest } = options
        const env = { ...marketplace.env, ...options.env }
        sameTime(env)
        const app = await startApp({ dataDir, keychain, ...marketplace, ...rest, env, args: ['--hidden'] })
        hidden.push(app.process())
        return app
      },
      async launch(options = {}) {
        const env = { ...marketplace.env, ...options.env }
        sameTime(env)
        const app = await launchApp({ dataDir, keychain, ...marketplace, ...options, env })
        apps.push(app)
        return app
      },
    })
    if (task.result?.state === 'fail') for (const app of apps) console.error(await app.lastWords())
    for (const app of apps) await app.kill()
    for (const child of hidden) child.kill('SIGKILL')
    for (const desktop of desktops) desktop.close()
    for (const sandbox of sandboxes) await sandbox.close()
    await keychain.close()
    // A process of the app that is killed may still write for a moment.
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
  },
})

export { expect }
