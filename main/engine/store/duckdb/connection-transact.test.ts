import { existsSync, mkdtempSync, readdirSync, readlinkSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { SqlScript, Statement } from '../commit/sql-script.ts'
import { type Facts, openDuckDb } from './connection.ts'

let folder = ''
let facts: Facts
const file = () => join(folder, 'facts.duckdb')
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'prilavok-transact-'))
  facts = await openDuckDb(file(), { readOnly: false, staging: folder })
  await facts.write(async connection => void (await connection.run('CREATE TABLE t (n BIGINT PRIMARY KEY)')))
})
afterEach(async () => {
  await facts.close()
  rmSync(folder, { recursive: true })
})
const rows = async () => (await facts.read('SELECT n FROM t ORDER BY n')).map(({ n }) => n)
const put = (n: number) =>
  facts.write(async connection => void (await connection.run(`INSERT INTO t VALUES (${n})`)))
/** Runs all statements and returns the results. */
function* asking(all: readonly Statement[]): SqlScript<unknown[]> {
  const answers: unknown[] = []
  for (const one of all) answers.push(yield one)
  return answers
}
const say = (sql: string): Statement => ({ sql, returns: 'nothing' })
const change = (sql: string): Statement => ({ sql, returns: 'changes' })
const value = (sql: string): Statement => ({ sql, returns: 'value' })
const limit = async () => (await facts.read("SELECT current_setting('memory_limit') AS m"))[0]?.m
/** Whether this process has the file open. */
const isOpen = () =>
  readdirSync('/proc/self/fd').some(fd => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`) === file()
    } catch {
      return false
    }
  })

describe('what a slice does', () => {
  test('is answered by the first value of the first row, the count of rows changed, or not at all', async () => {
    const answers = await facts.transact(() =>
      asking([
        say('INSERT INTO t VALUES (1)'),
        change('INSERT INTO t SELECT 10 + range FROM range(3)'),
        say('INSERT INTO t VALUES (2)'),
        value('SELECT count(*), 99 FROM t'),
        value("SELECT 'a' UNION ALL SELECT 'b' ORDER BY 1"),
        value('SELECT 1.50'),
        value('SELECT true'),
        value('SELECT NULL'),
        value('SELECT n FROM t WHERE n = 99'),
        change('DELETE FROM t WHERE n >= 10'),
        say('INSERT INTO t VALUES (3)'),
      ]),
    )
    expect(answers).toEqual([null, 3, null, 5, 'a', '1.50', 'true', null, null, 3, null])
    expect(await rows()).toEqual([1, 2, 3])
  })

  test('may be nothing', async () => {
    expect(await facts.transact(() => asking([]))).toEqual([])
    await put(1)
    expect(await rows()).toEqual([1])
  })

  test.for([
    ['its last words are refused', [change('INSERT INTO t VALUES (1)'), say('INSERT INTO t VALUES (1)')]],
    ['a question is', [say('INSERT INTO t VALUES (1)'), value('SELECT nonsense')]],
  ] as const)('leaves nothing where %s, and the next one goes on', async ([, all]) => {
    await expect(facts.transact(() => asking(all))).rejects.toThrow()
    expect(await rows()).toEqual([])
    await put(2)
    expect(await rows()).toEqual([2])
  })

  test('is not seen before all of it is', async () => {
    await facts.transact(function* () {
      yield change('INSERT INTO t VALUES (1)')
      return null
    })
    const seen: unknown[] = []
    await facts.write(async connection => {
      await connection.run('INSERT INTO t VALUES (2)')
      seen.push(...(await rows()))
    })
    expect(seen).toEqual([1])
    expect(await rows()).toEqual([1, 2])
  })
})

describe('a write that fails', () => {
  test('is tried once, leaves nothing and costs no memory', async () => {
    const before = await limit()
    let tries = 0
    const failing = facts.write(async connection => {
      tries += 1
      await connection.run('INSERT INTO t VALUES (1)')
      await connection.run('SELECT nonsense')
    })
    await expect(failing).rejects.toThrow('nonsense')
    expect([tries, await rows(), await limit()]).toEqual([1, [], before])
    await put(2)
    expect(await rows()).toEqual([2])
  })

  test.for([
    'Out of Memory Error: failed to pin block of size 1.0 MiB',
    'TransactionContext Error: Failed to commit: failed to allocate data of size 128.0 KiB (61.0 MiB/61.0 MiB used)',
    'TransactionContext Error: Failed to commit: failed to reserve memory data of size 128.0 KiB',
  ])('for want of memory is done again with twice of it, up to the most: %s', async message => {
    const limits: unknown[] = []
    const failing = facts.write(async connection => {
      await connection.run(`INSERT INTO t VALUES (${limits.length})`)
      limits.push(await limit())
      throw new Error(message)
    })
    await expect(failing).rejects.toMatchObject({ kind: 'no_memory' })
    expect(limits).toEqual(['61.0 MiB', '122.0 MiB', '244.1 MiB', '488.2 MiB', '976.5 MiB'])
    expect(await rows()).toEqual([])
  })

  test('because the file was spoilt is tried five times on the file opened anew, with ever more memory', async () => {
    const limits: unknown[] = []
    const failing = facts.exclusive(async connection => {
      const result = await connection.run("SELECT current_setting('memory_limit')")
      limits.push((await result.getRows())[0]?.[0])
      throw new Error('FATAL Error: out of memory, so the database has been invalidated')
    })
    await expect(failing).rejects.toMatchObject({ kind: 'no_memory' })
    expect(limits).toEqual(['61.0 MiB', '122.0 MiB', '244.1 MiB', '488.2 MiB', '976.5 MiB'])
    await put(1)
    expect(await rows()).toEqual([1])
  })

  test('spoils the file for all who use it, and it is opened anew once', async () => {
    await put(1)
    await facts.exclusive(
      async connection => void (await connection.run("SET debug_checkpoint_abort = 'before_truncate'")),
    )
    await facts.exclusive(async connection => {
      await connection.run('CHECKPOINT').catch(() => undefined)
    })
    expect(await Promise.all([rows(), rows(), rows()])).toEqual([[1], [1], [1]])
    expect(await limit()).toBe('122.0 MiB')
  })
})

test('what is not to be blamed on the file is told as it is, what is has a name', async () => {
  const failing = (message: unknown) => facts.exclusive(() => Promise.reject(message))
  await expect(failing('no error')).rejects.toBe('no error')
  await expect(failing(new Error('IO Error: No space left on device'))).rejects.toMatchObject({
    kind: 'disk_full',
  })
})

test.skipIf(process.platform === 'win32')(
  'the log is its owner’s alone, after each checkpoint too',
  async () => {
    const log = `${file()}.wal`
    for (const n of [1, 2]) {
      await put(n)
      expect(statSync(log).mode & 0o077).toBe(0)
      await facts.checkpoint()
      expect(existsSync(log)).toBe(false)
    }
  },
)

test.skipIf(process.platform !== 'linux')(
  'a file at rest is closed, whoever asked it before, until it is asked again',
  async () => {
    await put(1)
    await Promise.all([rows(), rows()])
    for await (const batch of facts.query('SELECT n FROM t')) expect(batch).toEqual([{ n: 1 }])
    await expect
      .poll(async () => {
        await facts.suspend()
        return isOpen()
      })
      .toBe(false)
    await facts.checkpoint()
    await facts.suspend()
    expect(isOpen()).toBe(false)
    expect(await Promise.all([rows(), rows()])).toEqual([[1], [1]])
    expect(isOpen()).toBe(true)
    await facts.close()
    expect(isOpen()).toBe(false)
    await facts.close()
  },
)

test('a question under way keeps the file open, and its end lets it rest', async () => {
  const question = facts.query('SELECT range AS n FROM range(10000)')[Symbol.asyncIterator]()
  await question.next()
  const other = facts.query('SELECT range AS n FROM range(10000)')[Symbol.asyncIterator]()
  await other.next()
  await other.return?.(undefined)
  await facts.suspend()
  expect((await question.next()).value).toHaveLength(2048)
  await question.return?.(undefined)
})

test('a file that is only read takes no write and no checkpoint', async () => {
  await put(1)
  await facts.close()
  facts = await openDuckDb(file(), { readOnly: true, staging: folder })
  expect(await rows()).toEqual([1])
  await expect(put(2)).rejects.toMatchObject({ kind: 'read_only' })
  await expect(facts.transact(() => asking([say('INSERT INTO t VALUES (2)')]))).rejects.toMatchObject({
    kind: 'read_only',
  })
  await facts.checkpoint()
  expect(await rows()).toEqual([1])
})
