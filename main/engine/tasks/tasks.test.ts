import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { kindOf } from '#contract/errors.ts'
import { openTasks } from './tasks.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

function watched() {
  const failures: string[] = []
  const tasks = openTasks((name, error) => failures.push(`${name} ${kindOf(error)}`))
  return { failures, tasks }
}

describe('a task in the background', () => {
  test('that meets a full disk reports it, and is retried until there is room', async () => {
    const file = new Database(':memory:')
    file.exec('CREATE TABLE words (word TEXT)')
    file.pragma(`max_page_count = ${file.pragma('page_count', { simple: true })}`)
    const { failures, tasks } = watched()
    tasks.after(10, 'save', () => file.prepare('INSERT INTO words VALUES (?)').run('x'.repeat(9000)))
    await vi.advanceTimersByTimeAsync(5_000)
    expect(failures).toEqual(['save disk_full', 'save disk_full', 'save disk_full'])
    file.pragma('max_page_count = 1000')
    await vi.advanceTimersByTimeAsync(600_000)
    expect(file.prepare('SELECT count(*) FROM words').pluck().get()).toBe(1)
    expect(failures).toHaveLength(3)
  })

  test('is tried at least once a minute, however long it fails', async () => {
    const { failures, tasks } = watched()
    tasks.start('look', async () => {
      throw new Error('no')
    })
    await vi.advanceTimersByTimeAsync(3_600_000)
    expect(failures.length).toBeGreaterThan(60)
    expect(failures.length).toBeLessThan(70)
  })

  test('that comes every hour comes at its next turn after a failure, and no other', async () => {
    const { failures, tasks } = watched()
    let turns = 0
    tasks.every(3_600_000, 'retention', () => {
      turns += 1
      if (turns === 1) throw new Error('no')
    })
    await vi.advanceTimersByTimeAsync(3 * 3_600_000)
    expect(turns).toBe(3)
    expect(failures).toEqual(['retention internal'])
  })

  test('that was cancelled does not come, not even after a failure', async () => {
    const { failures, tasks } = watched()
    let done = 0
    tasks.after(1000, 'late', () => (done += 1)).cancel()
    const failing = tasks.start('failing', () => {
      throw new Error('no')
    })
    failing.cancel()
    tasks.soon('soon', () => (done += 1)).cancel()
    tasks.every(1000, 'often', () => (done += 1)).cancel()
    await vi.advanceTimersByTimeAsync(600_000)
    expect(done).toBe(0)
    expect(failures).toEqual(['failing internal'])
  })

  test('does at once what needs no waiting', () => {
    const { tasks } = watched()
    let done = 0
    tasks.start('now', () => {
      done += 1
    })
    expect(done).toBe(1)
  })
})

describe('closing', () => {
  test('waits for running tasks and reports no failure of them; no task starts any more', async () => {
    const { failures, tasks } = watched()
    let end: (error: Error) => void = () => {}
    tasks.start('slow', () => new Promise((_, reject) => (end = reject)))
    let closed = false
    const closing = tasks.close().then(() => {
      closed = true
    })
    let done = 0
    const count = () => (done += 1)
    tasks.start('a', count)
    tasks.soon('b', count)
    tasks.after(1, 'c', count)
    tasks.every(1, 'd', count)
    await vi.advanceTimersByTimeAsync(600_000)
    expect([done, closed]).toEqual([0, false])
    end(new TypeError('The database connection is not open'))
    await closing
    await vi.advanceTimersByTimeAsync(600_000)
    expect(failures).toEqual([])
  })
})
