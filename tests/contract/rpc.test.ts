import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { KindError } from '#contract/errors.ts'
import type { Host } from '#contract/host.ts'
import { connect, type Handlers, method, type Port, serve } from '#contract/rpc.ts'
import { startEngine } from '../../main/engine-client.ts'

/** Two ends of one port; messages are cloned, as between threads. */
function wire(): { readonly here: Port; readonly there: Port; readonly seen: unknown[] } {
  const seen: unknown[] = []
  const listeners = {
    here: [] as ((message: unknown) => void)[],
    there: [] as ((message: unknown) => void)[],
  }
  const end = (own: 'here' | 'there', other: 'here' | 'there'): Port => ({
    post(message) {
      seen.push(message)
      const copy = structuredClone(message)
      queueMicrotask(() => {
        for (const receive of listeners[other]) receive(copy)
      })
    },
    listen: receive => void listeners[own].push(receive),
  })
  return { here: end('here', 'there'), there: end('there', 'here'), seen }
}

const methods = {
  'sum.of': method(z.object({ numbers: z.array(z.int()) }), z.int()),
  'never.ends': method(z.void(), z.void()),
  'always.fails': method(z.void(), z.void()),
}
const handlers: Handlers<typeof methods> = {
  'sum.of': async ({ numbers }) => numbers.reduce((sum, one) => sum + one, 0),
  'never.ends': () => new Promise(() => {}),
  'always.fails': () => Promise.reject(new KindError('no_shop', 'no shop 7')),
}

describe('calls over a wire', () => {
  test('are answered each with its own answer, whatever their order', async () => {
    const { here, there } = wire()
    serve(methods, handlers, there)
    const { call } = connect(methods, here)
    const asked = Array.from({ length: 50 }, (_, index) => call('sum.of', { numbers: [index, 1] }))
    expect(await Promise.all(asked)).toEqual(asked.map((_, index) => index + 1))
  })

  test('both ways use one wire without meeting', async () => {
    const { here, there } = wire()
    for (const end of [here, there]) serve(methods, handlers, end)
    const [left, right] = [connect(methods, here), connect(methods, there)]
    expect(
      await Promise.all([left.call('sum.of', { numbers: [1] }), right.call('sum.of', { numbers: [2] })]),
    ).toEqual([1, 2])
  })

  test('keep the word of what went wrong', async () => {
    const { here, there } = wire()
    serve(methods, handlers, there)
    const { call, ask } = connect(methods, here)
    await expect(call('always.fails')).rejects.toMatchObject({ name: 'KindError', kind: 'no_shop' })
    expect(await ask('no.such', undefined)).toMatchObject({ ok: false, kind: 'unknown_method' })
    expect(await ask('sum.of', { numbers: ['1'] })).toEqual({
      ok: false,
      kind: 'bad_input',
      message: 'numbers.0',
    })
  })

  test('that still wait fail when the other end is gone, and a late answer is ignored', async () => {
    const { here, there } = wire()
    serve(methods, handlers, there)
    const { call, fail } = connect(methods, here)
    const waiting = [call('never.ends'), call('never.ends')]
    fail('engine_lost')
    for (const one of waiting) await expect(one).rejects.toMatchObject({ kind: 'engine_lost' })
    there.post({ reply: 1, answer: { ok: true, value: undefined } })
    expect(await call('sum.of', { numbers: [4] })).toBe(4)
  })

  test('ignore messages of another format', async () => {
    const { here, there } = wire()
    serve(methods, handlers, there)
    const { call } = connect(methods, here)
    for (const noise of [
      null,
      7,
      'call',
      [],
      { reply: 55 },
      { event: 'x' },
      { reply: 99, answer: { ok: true } },
    ]) {
      there.post(noise)
      here.post(noise)
    }
    expect(await call('sum.of', { numbers: [1, 2] })).toBe(3)
  })
})

describe('an engine that dies', () => {
  const folder = mkdtempSync(join(tmpdir(), 'prilavok-dying-'))
  const entry = new URL('../support/dying-worker.ts', import.meta.url)
  const options = { dataDir: folder, migrationsDir: folder, hosts: {}, pace: 1 }
  const host = {} as Handlers<Host>
  let client: ReturnType<typeof startEngine> | undefined
  afterEach(async () => {
    await client?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  test.each([
    ['settings.get', 'by leaving'],
    ['coverage.get', 'by an exception'],
  ])(
    'fails every waiting call with «engine_lost», is started again, and the person is told (%s, %s)',
    async last => {
      const notices: unknown[] = []
      const started = startEngine(entry, options, host, (event, payload) => notices.push([event, payload]))
      client = started
      const waiting = [started.ask('shop.list', undefined), started.ask('sync.status', { shopId: 1 })]
      const deadly = started.ask(last, undefined)
      for (const one of [...waiting, deadly])
        expect(await one).toEqual({ ok: false, kind: 'engine_lost', message: 'engine_lost' })
      expect(notices).toEqual([
        ['app.notice', { word: 'engine_restarted', details: { code: expect.any(Number) } }],
      ])
      // The new worker serves the same client and dies of the same call.
      expect(await started.ask(last, undefined)).toMatchObject({ kind: 'engine_lost' })
    },
  )

  test('again and again is left dead, and says so', async () => {
    const words: string[] = []
    const started = startEngine(entry, options, host, (_, payload) =>
      words.push((payload as { word: string }).word),
    )
    client = undefined
    for (let death = 0; death < 4; death += 1) await started.ask('settings.get', undefined)
    expect(words).toEqual(['engine_restarted', 'engine_restarted', 'engine_restarted', 'engine_dead'])
    // Later calls fail at once, and closing has nothing to wait for.
    expect(await started.ask('shop.list', undefined)).toMatchObject({ ok: false, kind: 'engine_lost' })
    await started.close()
  })
})
