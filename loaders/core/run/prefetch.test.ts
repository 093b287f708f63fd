import { expect, test } from 'vitest'
import { prefetch } from './prefetch.ts'

/** Pages that record when they are requested. */
async function* pages(said: string[], fails = false): AsyncIterable<number> {
  for (const page of [1, 2, 3]) {
    said.push(`asked ${page}`)
    if (fails && page === 2) throw new Error('no page 2')
    yield page
  }
}

test('a page is asked for before the one in front of it is dealt with, the first at once, and none too many', async () => {
  const said: string[] = []
  const early = prefetch(pages(said))
  expect(said).toEqual(['asked 1'])
  for await (const page of early) said.push(`took ${page}`)
  expect(said).toEqual(['asked 1', 'asked 2', 'took 1', 'asked 3', 'took 2', 'took 3'])
})

test('an error comes in the place of its page, and nobody hears of it who stopped before', async () => {
  const took: number[] = []
  const read = async () => {
    for await (const page of prefetch(pages([], true))) took.push(page)
  }
  await expect(read()).rejects.toThrow('no page 2')
  expect(took).toEqual([1])
  for await (const page of prefetch(pages([], true))) if (page === 1) break
})
