import { setImmediate } from 'node:timers/promises'

/** A long list in parts of `size`, with a turn for everybody else before each but the first: a hundred thousand lines are a second of work. */
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

/** The same items one by one, with a turn for everybody else behind each `every` of them: none is kept that was passed on. */
export async function* yieldingEvery<T>(items: Iterable<T>, every: number): AsyncIterable<T> {
  let passed = 0
  for (const item of items) {
    yield item
    passed += 1
    if (passed % every === 0) await setImmediate()
  }
}
