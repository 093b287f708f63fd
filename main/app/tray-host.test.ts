import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { createConnection, type Message, messageType } from 'dbus-native'
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { startDesktop } from '../../tests/support/desktop.ts'
import { watchTrayHost } from './tray-host.ts'

const DBUS = 'org.freedesktop.DBus'

describe.runIf(process.platform === 'linux')('the place for a tray icon', () => {
  let bus: ReturnType<typeof spawn>
  let folder = ''
  let address = ''
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'prilavok-bus-'))
    bus = spawn(
      'dbus-daemon',
      ['--session', '--nofork', '--nopidfile', '--print-address=1', `--address=unix:path=${folder}/bus`],
      { stdio: ['ignore', 'pipe', 'ignore'] },
    )
    const [line] = (await once(createInterface(bus.stdout as NodeJS.ReadableStream), 'line')) as [string]
    address = line
  })
  afterEach(async () => {
    await killBus()
    rmSync(folder, { recursive: true, force: true })
  })

  async function killBus(): Promise<void> {
    if (bus.exitCode !== null || bus.signalCode !== null) return
    const gone = once(bus, 'exit')
    bus.kill('SIGKILL')
    await gone
  }

  /** A socket in place of the session bus; returns its address. */
  async function listen(file: string, serve: (socket: Socket) => void): Promise<string> {
    const server = createServer(serve).listen(join(folder, file))
    onTestFinished(() => void server.close())
    await once(server, 'listening')
    return `unix:path=${folder}/${encodeURIComponent(file)}`
  }

  test('is there as long as a panel says so: one that starts later or goes is noticed', async () => {
    const told: boolean[] = []
    await watchTrayHost(present => told.push(present), address)
    expect(told).toEqual([false])
    const desktop = await startDesktop(address)
    await expect.poll(() => told.at(-1)).toBe(true)
    await desktop.removePanel()
    await expect.poll(() => told.at(-1)).toBe(false)
    desktop.close()
  })

  test('is there at once when the panel was first', async () => {
    const told: boolean[] = []
    const desktop = await startDesktop(address)
    await watchTrayHost(present => told.push(present), address)
    expect(told).toEqual([true])
    desktop.close()
  })

  test('comes and goes with the host of the icons although the watcher stays; each change is reported once', async () => {
    const told: boolean[] = []
    const desktop = await startDesktop(address)
    await watchTrayHost(present => told.push(present), address)
    for (const shows of [false, true, true, false]) {
      desktop.showIcons(shows)
      await expect.poll(() => told.at(-1)).toBe(shows)
    }
    expect(told).toEqual([true, false, true, false])
    desktop.close()
  })

  test('is not there without a session bus', async () => {
    for (const none of [
      'unix:path=/nowhere/bus',
      'tcp:host=localhost,port=1',
      'nonce',
      'unix:',
      'unix:path=/%',
      '',
    ]) {
      const told: boolean[] = []
      await watchTrayHost(present => told.push(present), none)
      expect(told, none).toEqual([false])
    }
  })

  test('is gone with the bus', async () => {
    const told: boolean[] = []
    const desktop = await startDesktop(address)
    await watchTrayHost(present => told.push(present), address)
    desktop.close()
    await expect.poll(() => told).toEqual([true, false])
    const again = await startDesktop(address)
    await expect.poll(() => told).toEqual([true, false, true])
    again.close()
    await killBus()
    await expect.poll(() => told).toEqual([true, false, true, false])
  })

  test('is reported by a bus that responds only after minutes, and not before', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] })
    onTestFinished(() => void vi.useRealTimers())
    const desktop = await startDesktop(address)
    const held: Socket[] = []
    const slow = await listen('медленная шина', socket => held.push(socket))
    const told: boolean[] = []
    const watching = watchTrayHost(present => told.push(present), slow)
    await vi.waitUntil(() => held.length === 1, { interval: 0 })
    await vi.advanceTimersByTimeAsync(10 * 60_000)
    expect(told).toEqual([])
    for (const socket of held) socket.pipe(connect(join(folder, 'bus'))).pipe(socket)
    await watching
    expect(told).toEqual([true])
    desktop.close()
  })

  test.for([
    ['hangs up without a word', (socket: Socket) => socket.destroy()],
    [
      'does not know us',
      (socket: Socket) => socket.once('data', () => socket.write('REJECTED EXTERNAL\r\n')),
    ],
    [
      'answers nonsense',
      (socket: Socket) =>
        socket.once('data', () => {
          socket.write('OK 1234\r\n')
          socket.once('data', () => socket.write('nonsense, and more of it\r\n'))
        }),
    ],
    ['refuses the first call', refuseHello],
  ] as const)('is not there, and nothing breaks, where the bus %s', async ([, serve]) => {
    const told: boolean[] = []
    await watchTrayHost(present => told.push(present), await listen('other', socket => void serve(socket)))
    expect(told).toEqual([false])
  })

  test('is the newest answer: a late answer of a watcher that is gone does not count', async () => {
    const told: boolean[] = []
    const watcher = createConnection({ busAddress: address })
    let serial = 0
    const ask = (member: string, ...body: unknown[]) => {
      serial += 1
      const driver = { path: '/org/freedesktop/DBus', destination: DBUS, interface: DBUS }
      watcher.message({
        ...driver,
        member,
        serial,
        ...(body.length > 0 ? { signature: 'su'.slice(0, body.length), body } : {}),
      })
    }
    const heard: Message[] = []
    watcher.on('message', message => heard.push(message))
    ask('Hello')
    ask('RequestName', 'org.kde.StatusNotifierWatcher', 0)
    await expect.poll(() => heard.some(({ replySerial }) => replySerial === 2)).toBe(true)
    const watching = watchTrayHost(present => told.push(present), address)
    const question = await vi.waitUntil(() => heard.find(({ member }) => member === 'Get'))
    ask('ReleaseName', 'org.kde.StatusNotifierWatcher')
    await expect.poll(() => told).toEqual([false])
    const { serial: replySerial, sender: destination } = question
    watcher.message({
      type: messageType.methodReturn,
      serial: 9,
      replySerial,
      destination,
      signature: 'v',
      body: [['b', true]],
    } as Message)
    await watching
    expect(told).toEqual([false])
    watcher.end()
  })
})

/** A bus that authenticates and answers every call with an error. */
function refuseHello(stream: Socket): void {
  const connection = createConnection({ stream, server: true })
  connection.on('message', ({ serial: replySerial }) => {
    connection.message({
      type: messageType.error,
      serial: 1,
      replySerial,
      errorName: `${DBUS}.Error.LimitsExceeded`,
    } as Message)
  })
}
