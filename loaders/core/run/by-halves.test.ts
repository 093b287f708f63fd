import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Id } from '../declare/table.ts'
import { byHalves } from './by-halves.ts'

const spoilt = new Error('invalid ids')

/** Reads `ids` from a marketplace that refuses every batch with one of `bad` in it. */
async function read(ids: readonly Id[], bad: ReadonlySet<Id>) {
  const asked: (readonly Id[])[] = []
  const rejected: Id[] = []
  const came: Id[] = []
  const ask = async (batch: readonly Id[]) => {
    asked.push(batch)
    if (batch.some(id => bad.has(id))) throw spoilt
    return batch
  }
  const pages = byHalves(ids, ask, {
    isSpoilt: error => error === spoilt,
    reject: id => rejected.push(id),
  })
  for await (const page of pages) came.push(...page)
  return { asked, rejected, came }
}

test('every good id is read once and in order, every bad one rejected, whichever they are', async () => {
  const batch = fc.uniqueArray(fc.nat(), { maxLength: 60 })
  await fc.assert(
    fc.asyncProperty(batch, fc.func(fc.boolean()), async (ids, isBad) => {
      const bad = new Set(ids.filter(id => isBad(id)))
      const { asked, rejected, came } = await read(ids, bad)
      expect(came).toEqual(ids.filter(id => !bad.has(id)))
      expect(rejected).toEqual(ids.filter(id => bad.has(id)))
      expect(asked.length).toBeLessThanOrEqual(Math.max(0, 2 * ids.length - 1))
      expect(asked.every(some => some.length > 0)).toBe(true)
    }),
  )
})

test('a batch without a bad id is one request, and one bad id among fifty costs its way down', async () => {
  const ids = Array.from({ length: 50 }, (_, index) => index)
  expect((await read(ids, new Set())).asked).toHaveLength(1)
  const { asked } = await read(ids, new Set([17]))
  expect(asked.length).toBeLessThanOrEqual(1 + 2 * Math.ceil(Math.log2(50)))
})

test('an error that speaks of something else is thrown, and nothing is asked again', async () => {
  const asked: (readonly Id[])[] = []
  const down = new Error('down')
  const ask = async (batch: readonly Id[]) => {
    asked.push(batch)
    throw down
  }
  const reject = () => expect.fail('rejected')
  const first = byHalves([1, 2], ask, { isSpoilt: error => error === spoilt, reject }).next()
  await expect(first).rejects.toBe(down)
  expect(asked).toEqual([[1, 2]])
})

test('a failure of whoever takes a page does not have the batch read again', async () => {
  let asked = 0
  const ask = async (batch: readonly Id[]) => {
    asked += 1
    return batch
  }
  const pages = byHalves([1, 2], ask, { isSpoilt: () => true, reject: () => {} })
  await pages.next()
  await expect(pages.throw(spoilt)).rejects.toBe(spoilt)
  expect(asked).toBe(1)
})
