import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { openFactRecords, openRecords } from '../../../../tests/support/records.ts'
import type { Facts } from '../duckdb/connection.ts'
import type { Dims } from '../sqlite/connection.ts'
import {
  comparePair,
  countedFacts,
  newStamp,
  owesRecheck,
  pair,
  rechecked,
  type Stamp,
  stampOfDims,
  stampOfFacts,
} from './stamp.ts'

const stamp = (generation: number, pair = 'us'): Stamp => ({
  pair,
  generation,
  at: '2026-01-01T00:00:00.000Z',
})

describe('two files stand to each other', () => {
  test.each([
    ['together', 'neither says anything', null, null],
    ['together', 'facts say nothing, and dims know of no commit', null, stamp(0)],
    ['facts_lost', 'facts say nothing, and dims know of one', null, stamp(1)],
    ['together', 'dims say nothing, and facts hold no commit', stamp(0), null],
    ['dims_lost', 'dims say nothing, and facts hold one', stamp(1), null],
    ['together', 'both know of the same commits', stamp(5), stamp(5)],
    ['facts_behind', 'dims know of one that facts do not hold', stamp(4), stamp(5)],
    ['together', 'dims may have died before they heard of one', stamp(6), stamp(5)],
    ['dims_behind', 'dims have not heard of two', stamp(7), stamp(5)],
    ['dims_lost', 'dims are of other facts', stamp(5), stamp(5, 'others')],
    ['dims_lost', 'dims are of other facts and know of more', stamp(5), stamp(9, 'others')],
  ])('as %s where %s', (word, _, facts, dims) => {
    expect(comparePair(facts, dims)).toBe(word)
  })
})

describe('stamps', () => {
  let facts: Facts
  let dims: Dims
  beforeEach(async () => {
    facts = await openFactRecords()
    dims = openRecords()
    onTestFinished(() => facts.close())
  })
  const both = async () => [await stampOfFacts(facts), stampOfDims(dims)]
  /** As a commit of a slice does. */
  function* commit() {
    yield { returns: 'nothing', sql: 'SELECT 1' } as const
    return 'done'
  }

  test('are missing until the files are made a pair, of no commit yet, and the same in both from then on', async () => {
    expect(await both()).toEqual([null, null])
    const made = newStamp()
    expect(made.generation).toBe(0)
    await pair(facts, dims, made, 'together')
    expect(await both()).toEqual([made, made])
    await pair(facts, dims, stamp(3), 'together')
    expect(await both()).toEqual([stamp(3), stamp(3)])
  })

  test('owe what the facts have lost until the shops were asked for it, however often they meet meanwhile', async () => {
    await pair(facts, dims, stamp(1), 'together')
    expect(owesRecheck(dims)).toBe(false)
    await pair(facts, dims, stamp(2), 'facts_behind')
    expect(owesRecheck(dims)).toBe(true)
    await pair(facts, dims, stamp(2), 'together')
    expect(owesRecheck(dims)).toBe(true)
    rechecked(dims)
    expect(owesRecheck(dims)).toBe(false)
    await pair(facts, dims, stamp(2), 'together')
    expect(owesRecheck(dims)).toBe(false)
  })

  test('count each commit in both files, on from where they were, and what fails in neither', async () => {
    await pair(facts, dims, stamp(4), 'together')
    const all = countedFacts(facts, dims, 4)
    expect(await all.transact(commit)).toBe('done')
    const [ofFacts, ofDims] = await both()
    expect(ofFacts).toMatchObject({ generation: 5 })
    expect(ofDims).toEqual(ofFacts)
    expect(Date.parse(String(ofDims?.at))).toBeGreaterThan(Date.parse(stamp(4).at))
    const broken = all.transact(function* () {
      yield { returns: 'nothing', sql: 'SELECT nonsense' } as const
      return 'done'
    })
    await expect(broken).rejects.toThrow('nonsense')
    await all.transact(commit)
    const [after, heard] = await both()
    expect(heard).toEqual(after)
    expect(after?.generation).toBeGreaterThan(5)
    expect(comparePair(after ?? null, heard ?? null)).toBe('together')
  })

  test('begin a commit when both know of the one before it, so that a death leaves one unheard at most', async () => {
    await pair(facts, dims, stamp(0), 'together')
    const known: (number | undefined)[] = []
    const { promise: held, resolve } = Promise.withResolvers<void>()
    const slow: Facts = {
      ...facts,
      async transact(script) {
        known.push(stampOfDims(dims)?.generation)
        const result = await facts.transact(script)
        await held
        return result
      },
    }
    const all = countedFacts(slow, dims, 0)
    const commits = [all.transact(commit), all.transact(commit), all.transact(commit)]
    while ((await stampOfFacts(facts))?.generation !== 1) await new Promise(setImmediate)
    resolve()
    await Promise.all(commits)
    expect(known).toEqual([0, 1, 2])
    expect((await both()).map(one => one?.generation)).toEqual([3, 3])
  })

  test('count a commit once that was tried twice, as where it did not fit', async () => {
    await pair(facts, dims, stamp(0), 'together')
    const twice: Facts = {
      ...facts,
      async transact(script) {
        for (const asked of script() as Iterable<unknown>) if (!asked) break
        return facts.transact(script)
      },
    }
    await countedFacts(twice, dims, 0).transact(commit)
    expect((await both()).map(one => one?.generation)).toEqual([1, 1])
  })
})
