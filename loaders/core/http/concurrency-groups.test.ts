import { setImmediate } from 'node:timers/promises'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ozon } from '../../ozon/api.ts'
import { httpClient } from './client.ts'
import { concurrencyGroups } from './concurrency-groups.ts'

const going = () => new AbortController().signal
const notes = { get: async () => null, set: async () => {} }

describe('work of one concurrency group', () => {
  test('goes one after another in the order in which it was asked for, however each ends and whoever gives up waiting', async () => {
    const piece = fc.record({
      group: fc.constantFrom('a', 'b'),
      turns: fc.nat(4),
      fails: fc.boolean(),
      givesUp: fc.boolean(),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 12 }), async pieces => {
        const groups = concurrencyGroups()
        const busy = new Map<string, number>()
        const begun: Record<string, number[]> = { a: [], b: [] }
        const ends = pieces.map(({ group, turns, fails, givesUp }, index) => {
          const stop = new AbortController()
          if (givesUp) stop.abort()
          return groups.run(group, stop.signal, async () => {
            expect(busy.get(group) ?? 0).toBe(0)
            busy.set(group, 1)
            begun[group]?.push(index)
            for (let turn = 0; turn < turns; turn += 1) await setImmediate()
            busy.set(group, 0)
            if (fails) throw new TypeError(String(index))
            return index
          })
        })
        const ended = await Promise.allSettled(ends)
        for (const [index, { fails, givesUp }] of pieces.entries()) {
          const { status, ...how } = ended[index] as PromiseSettledResult<number>
          expect(status).toBe(fails || givesUp ? 'rejected' : 'fulfilled')
          if (givesUp) expect(how).toMatchObject({ reason: { kind: 'cancelled' } })
          else if (fails) expect(how).toMatchObject({ reason: { message: String(index) } })
          else expect(how).toEqual({ value: index })
        }
        for (const group of ['a', 'b'])
          expect(begun[group]).toEqual(
            [...pieces.keys()].filter(index => pieces[index]?.group === group && !pieces[index].givesUp),
          )
      }),
      { numRuns: 50 },
    )
  })

  test('that is under way lets nobody in when one who waited behind it is stopped', async () => {
    const groups = concurrencyGroups()
    const gate = Promise.withResolvers<void>()
    const first = groups.run('a', going(), () => gate.promise)
    const stop = new AbortController()
    const second = groups.run('a', stop.signal, async () => 'second')
    let third = false
    const last = groups.run('a', going(), async () => {
      third = true
    })
    await setImmediate()
    stop.abort()
    await expect(second).rejects.toMatchObject({ kind: 'cancelled' })
    await setImmediate()
    expect(third).toBe(false)
    gate.resolve()
    await Promise.all([first, last])
    expect(third).toBe(true)
  })

  test('is that of one account on one host: of another run it waits, of another account or group it does not', async () => {
    const net = httpClient({ api: ozon })
    const io = (clientId: string, signal = going()) => {
      const performance = { clientId, clientSecret: 'secret' }
      const keys = { marketplace: 'ozon', clientId: '1', apiKey: 'key', performance } as const
      return net.session({ keys, signal }).context(notes)
    }
    const reports = { host: 'ozon-performance', name: 'reports' } as const
    const gate = Promise.withResolvers<void>()
    const log: string[] = []
    const says = (word: string) => async () => void log.push(word)
    const first = io('2').exclusive(reports, () => gate.promise)
    const same = io('2').exclusive(reports, says('same'))
    const stop = new AbortController()
    const stopped = io('2', stop.signal).exclusive(reports, says('stopped'))
    await io('3').exclusive(reports, says('other account'))
    await io('2').exclusive({ ...reports, name: 'other' }, says('other group'))
    await io('2').exclusive({ ...reports, host: 'ozon-seller' }, says('other host'))
    stop.abort()
    await expect(stopped).rejects.toMatchObject({ kind: 'cancelled' })
    gate.resolve()
    await Promise.all([first, same])
    expect(log).toEqual(['other account', 'other group', 'other host', 'same'])
    await net.close()
  })

  test('of keys that hold nothing for its host is not done', async () => {
    const net = httpClient({ api: ozon })
    const keys = { marketplace: 'ozon', clientId: '1', apiKey: 'key', performance: null } as const
    const asked = net
      .session({ keys, signal: going() })
      .context(notes)
      .exclusive({ host: 'ozon-performance', name: 'reports' }, async () => 1)
    await expect(asked).rejects.toMatchObject({ kind: 'no_performance' })
    await net.close()
  })
})
