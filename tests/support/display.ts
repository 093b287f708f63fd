import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'

/** A virtual display of fixed size, since window sizes and screenshots must not depend on the machine. */
export default async function display(): Promise<(() => Promise<void>) | undefined> {
  if (process.platform !== 'linux') return undefined
  const args = ['-displayfd', '3', '-screen', '0', '1600x1000x24', '-nolisten', 'tcp', '-noreset']
  const server = spawn('Xvfb', args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] })
  const [number] = await Promise.race([
    once(createInterface(server.stdio[3] as Readable), 'line'),
    once(server, 'exit').then(() => Promise.reject(new Error('Xvfb did not start.'))),
  ])
  process.env.DISPLAY = `:${number}`
  delete process.env.WAYLAND_DISPLAY
  return async () => {
    const gone = once(server, 'exit')
    server.kill()
    await gone
  }
}
