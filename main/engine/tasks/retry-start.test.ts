import { beforeEach, expect, test } from 'vitest'
import { retryingStart } from './retry-start.ts'

let begun = 0
let good = false
const told: string[] = []
const pauses: number[] = []
let over = () => {}
const start = () =>
  retryingStart(
    async () => {
      begun += 1
      if (!good) throw new Error(`failure ${begun}`)
      return `open ${begun}`
    },
    error => told.push((error as Error).message),
    () => told.push('late'),
    (ms, signal) =>
      new Promise<void>((resolve, reject) => {
        pauses.push(ms)
        over = resolve
        signal.onabort = reject
      }),
  )
beforeEach(() => {
  begun = 0
  good = false
  told.length = 0
  pauses.length = 0
})
const turn = () => new Promise(resolve => setImmediate(resolve))

test('a failed attempt fails for every caller, who starts no new one', async () => {
  const starts = start()
  await turn()
  for (let asked = 0; asked < 20; asked += 1) await expect(starts.get()).rejects.toThrow('failure 1')
  expect(begun).toBe(1)
  expect(told).toEqual(['failure 1'])
  await starts.close()
})

test("a person's word begins it again at once, and who asks meanwhile waits for that", async () => {
  const starts = start()
  await turn()
  good = true
  expect(await Promise.all([starts.again(), starts.again(), starts.get()])).toEqual([
    'open 2',
    'open 2',
    'open 2',
  ])
  expect(await starts.again()).toBe('open 2')
  expect(told).toEqual(['failure 1', 'late'])
  expect(await starts.close()).toBe('open 2')
})

test('one that failed is begun again by itself, ever more seldom, until it goes well', async () => {
  const starts = start()
  for (let tries = 1; tries < 10; tries += 1) {
    await turn()
    expect(begun).toBe(tries)
    over()
  }
  await turn()
  expect(pauses.map(ms => ms / 1000)).toEqual([5, 10, 20, 40, 80, 160, 300, 300, 300, 300])
  good = true
  over()
  await turn()
  expect(await starts.get()).toBe('open 11')
  expect(told.at(-1)).toBe('late')
  expect(pauses).toHaveLength(10)
})

test('one that is closed begins nothing more', async () => {
  const starts = start()
  await turn()
  expect(await starts.close()).toBeNull()
  await expect(starts.again()).rejects.toThrow('failure 1')
  expect(begun).toBe(1)
})

test('an attempt that succeeds at once is not reported', async () => {
  good = true
  const starts = start()
  expect(await starts.get()).toBe('open 1')
  expect(told).toEqual([])
})
