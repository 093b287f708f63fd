import { setImmediate } from 'node:timers/promises'

/** Splits a long list into chunks of `size` and yields to the event loop before each but the first: 100,000 lines are about a second of work. */
export async function* yieldingChunks<T>(list: Iterable<T>, size: number): AsyncIterable<readonly T[]> {
  let part: T[] = []
  let isFirst = true
  for (const one of list) {
    part.push(one)
    if (part.length < size) continue
    if (!isFirst) await setImmediate()
    isFirst = false
    yield part
    part = []
  }
  if (part.length === 0) return
  if (!isFirst) await setImmediate()
  yield part
}

/** Passes items on one by one and yields to the event loop after every `every` of them; keeps none. */
export async function* yieldingEvery<T>(items: Iterable<T>, every: number): AsyncIterable<T> {
  let passed = 0
  for (const item of items) {
    yield item
    passed += 1
    if (passed % every === 0) await setImmediate()
  }
}
