import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { startDesktop } from '../../tests/support/desktop.ts'
import { watchTrayHost } from './tray-host.ts'

describe.runIf(process.platform === 'linux')('the place for a tray icon', () => {
  let bus: ReturnType<typeof spawn>
  let address = ''
  beforeEach(async () => {
    bus = spawn('dbus-daemon', ['--session', '--nofork', '--nopidfile', '--print-address=1'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    const [line] = (await once(createInterface(bus.stdout as NodeJS.ReadableStream), 'line')) as [string]
    address = line
  })
  afterEach(async () => {
    const gone = once(bus, 'exit')
    bus.kill('SIGKILL')
    await gone
  })

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

  test('is not there without a session bus', async () => {
    const told: boolean[] = []
    await watchTrayHost(present => told.push(present), 'unix:path=/nowhere/bus')
    await watchTrayHost(present => told.push(present), 'tcp:host=localhost,port=1')
    expect(told).toEqual([false, false])
  })
})
