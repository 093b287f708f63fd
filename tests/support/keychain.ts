import type { ChildProcess } from 'node:child_process'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'

/** State of a computer's keychain. */
export type KeychainState = 'unlocked' | 'locked' | 'missing'

const PASSWORD = 'counter'

/** A real Secret Service on its own session bus, separate from the machine's keychain. */
export interface Keychain {
  /** Environment variables that lead a process to this keychain. */
  readonly env: Readonly<Record<string, string>>
  /** Names of the app's entries. */
  entries(): readonly string[]
  /** Enters the password. */
  unlock(): Promise<void>
  close(): Promise<void>
}

/** Starts a keychain with its files in `folder`. On a bus without a display, a password prompt fails at once. */
export async function startKeychain(state: KeychainState, folder: string): Promise<Keychain> {
  if (process.platform !== 'linux') throw new Error('A keychain of its own can be started on Linux only.')
  const run = join(folder, 'run')
  mkdirSync(run, { recursive: true, mode: 0o700 })
  if (state === 'missing') {
    const env = { DBUS_SESSION_BUS_ADDRESS: `unix:path=${join(run, 'no-bus')}` }
    return { env, entries: () => [], unlock: async () => {}, close: async () => {} }
  }
  const { DISPLAY: _display, WAYLAND_DISPLAY: _wayland, ...rest } = process.env
  const home = { ...rest, HOME: folder, XDG_RUNTIME_DIR: run, XDG_DATA_HOME: join(folder, 'share') }
  const bus = spawn('dbus-daemon', ['--session', '--nofork', '--nopidfile', '--print-address=1'], {
    env: home,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const [address] = (await once(createInterface(bus.stdout), 'line')) as [string]
  const env = { ...home, DBUS_SESSION_BUS_ADDRESS: address }
  let daemon = await startDaemon(env, true)
  if (state === 'locked') {
    // The first start created the keyring; a daemon without the password finds it locked.
    await end(daemon)
    daemon = await startDaemon(env, false)
  }
  return {
    env: { DBUS_SESSION_BUS_ADDRESS: address },
    entries: () => entries(env),
    async unlock() {
      await end(daemon)
      daemon = await startDaemon(env, true)
    },
    async close() {
      await end(daemon)
      await end(bus)
    },
  }
}

async function startDaemon(env: NodeJS.ProcessEnv, unlocked: boolean): Promise<ChildProcess> {
  const args = ['--foreground', '--components=secrets', ...(unlocked ? ['--unlock'] : [])]
  const daemon = spawn('gnome-keyring-daemon', args, { env, stdio: ['pipe', 'ignore', 'ignore'] })
  daemon.stdin.end(unlocked ? PASSWORD : '')
  for (const deadline = Date.now() + 10_000; Date.now() < deadline; await wait(20)) {
    if (daemon.exitCode !== null) break
    if (answers(env)) return daemon
  }
  throw new Error('gnome-keyring-daemon did not come up.')
}

function answers(env: NodeJS.ProcessEnv): boolean {
  const call = ['org.freedesktop.DBus.NameHasOwner', 'string:org.freedesktop.secrets']
  const args = [
    '--session',
    '--print-reply=literal',
    '--dest=org.freedesktop.DBus',
    '/org/freedesktop/DBus',
    ...call,
  ]
  return spawnSync('dbus-send', args, { env, encoding: 'utf8' }).stdout.includes('true')
}

function entries(env: NodeJS.ProcessEnv): readonly string[] {
  const path = ['--dest=org.freedesktop.secrets', '/org/freedesktop/secrets']
  const search = ['org.freedesktop.Secret.Service.SearchItems', 'dict:string:string:service,Prilavok']
  const { stdout, status } = spawnSync('dbus-send', ['--session', '--print-reply', ...path, ...search], {
    env,
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error('The keychain does not say what it holds.')
  return [...stdout.matchAll(/object path "(.+)"/g)].map(([, item = '']) => nameOf(env, item))
}

/** The name of an item, which may be locked. */
function nameOf(env: NodeJS.ProcessEnv, item: string): string {
  const get = [
    'org.freedesktop.DBus.Properties.Get',
    'string:org.freedesktop.Secret.Item',
    'string:Attributes',
  ]
  const args = ['--session', '--print-reply', '--dest=org.freedesktop.secrets', item, ...get]
  const { stdout } = spawnSync('dbus-send', args, { env, encoding: 'utf8' })
  return /string "username"\s+string "(.*)"/.exec(stdout)?.[1] ?? item
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}
