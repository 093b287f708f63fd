import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Facts, openDuckDb } from './connection.ts'

let folder = ''
let facts: Facts
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'prilavok-duck-'))
  facts = await openDuckDb(join(folder, 'facts.duckdb'), { readOnly: false, staging: folder })
  await facts.write(
    async connection => void (await connection.run('CREATE TABLE t AS SELECT range AS n FROM range(1000)')),
  )
})
afterEach(async () => {
  await facts.close()
  rmSync(folder, { recursive: true })
})

const wal = () => existsSync(join(folder, 'facts.duckdb.wal'))
const sum = async () => Number((await facts.read('SELECT sum(n)::BIGINT AS sum FROM t'))[0]?.sum)

describe('a file of facts at rest', () => {
  test('is closed whole, and answers and takes rows again as if nothing had been', async () => {
    expect(wal()).toBe(true)
    await facts.suspend()
    expect(wal()).toBe(false)
    expect(await Promise.all([sum(), sum()])).toEqual([499_500, 499_500])
    await facts.suspend()
    await facts.write(async connection => void (await connection.run('INSERT INTO t VALUES (500)')))
    await facts.suspend()
    await facts.suspend()
    expect(await sum()).toBe(500_000)
  })

  test('stays open for whoever uses it', async () => {
    const rows: unknown[] = []
    for await (const batch of facts.query('SELECT n FROM t ORDER BY n')) {
      await facts.suspend()
      rows.push(...batch)
    }
    expect(rows).toHaveLength(1000)
    const writing = facts.write(async connection => {
      await facts.suspend()
      await connection.run('DELETE FROM t')
    })
    await writing
    expect(await facts.read('SELECT count(*)::INTEGER AS rows FROM t')).toEqual([{ rows: 0 }])
  })

  test('spills into the staging folder alone', async () => {
    await small()
    expect(await facts.read("SELECT current_setting('temp_directory') AS spilled")).toEqual([
      { spilled: join(folder, 'spilled') },
    ])
  })

  test('takes back the memory that a question was given, when the last of those under way has ended', async () => {
    await small()
    const given = async () => String((await facts.read("SELECT current_setting('memory_limit') AS m"))[0]?.m)
    const before = await given()
    const long = facts.query('SELECT range AS n FROM range(200000)', { memory: 512 })[Symbol.asyncIterator]()
    await long.next()
    const wide = await given()
    expect(wide).toBe('488.2 MiB')
    for await (const rows of facts.query('SELECT 1 AS one', { memory: 256 })) expect(rows).toHaveLength(1)
    await expect.poll(given).toBe(wide)
    await long.return?.(undefined)
    await expect.poll(given).toBe(before)
    expect(await sum()).toBe(499_500)
  })

  test('keeps its doors shut when it is opened again', async () => {
    await facts.suspend()
    await expect(facts.read("SELECT * FROM read_csv('/etc/passwd')")).rejects.toThrow()
    await expect(
      facts.exclusive(async connection => void (await connection.run('SET enable_external_access = true'))),
    ).rejects.toThrow()
  })

  const fill = (rows: number) =>
    facts.write(async connection => {
      await connection.run(
        `CREATE TABLE wide (n BIGINT PRIMARY KEY, ${Array.from({ length: 60 }, (_, at) => `c${at} VARCHAR`).join(', ')})`,
      )
      await connection.run(
        `INSERT INTO wide SELECT range, ${Array.from({ length: 60 }, (_, at) => `hash(range + ${at})::VARCHAR`).join(', ')} FROM range(${rows})`,
      )
    })
  const small = async (memory = 8) => {
    await facts.close()
    facts = await openDuckDb(join(folder, 'facts.duckdb'), { readOnly: false, staging: folder, memory })
  }

  test('gets more memory where rows do not fit, and none of them is lost', async () => {
    await small()
    await fill(40_000)
    expect(await facts.read('SELECT count(*)::INTEGER AS rows, max(n) AS last FROM wide')).toEqual([
      { rows: 40_000, last: 39_999 },
    ])
  })

  test('is opened anew with more of it where a commit did not fit, whose keys would stay in the index', async () => {
    await small(16)
    await facts.write(connection =>
      connection.run(
        'CREATE TABLE keyed (s BIGINT, a VARCHAR, b BIGINT, c BIGINT, n VARCHAR, PRIMARY KEY (s, a, b, c))',
      ),
    )
    let tries = 0
    await facts.write(async connection => {
      tries += 1
      await connection.run(
        "INSERT INTO keyed SELECT 1, format('{:08d}-{:04d}-1', range, range % 1000), range, 1, 'x' || hash(range) FROM range(200_000)",
      )
    })
    expect(tries).toBe(2)
    expect(await facts.read('SELECT count(*)::INTEGER AS rows FROM keyed')).toEqual([{ rows: 200_000 }])
  })

  test('is opened anew with more of it where a checkpoint did not fit', async () => {
    await facts.exclusive(
      async connection => void (await connection.run("SET debug_checkpoint_abort = 'before_truncate'")),
    )
    await facts.checkpoint()
    await fill(1_000)
    await facts.checkpoint()
    expect(wal()).toBe(false)
    expect(await sum()).toBe(499_500)
    expect(await facts.read('SELECT count(*)::INTEGER AS rows FROM wide')).toEqual([{ rows: 1_000 }])
  })

  test('is opened with as much memory as its log needs', async () => {
    await facts.exclusive(async connection => void (await connection.run("SET checkpoint_threshold = '1GB'")))
    await fill(20_000)
    // State after a killed process.
    const left = join(folder, 'left.duckdb')
    copyFileSync(join(folder, 'facts.duckdb'), left)
    copyFileSync(join(folder, 'facts.duckdb.wal'), `${left}.wal`)
    const again = await openDuckDb(left, { readOnly: false, staging: folder, memory: 1 })
    expect(await again.read('SELECT count(*)::INTEGER AS rows FROM wide')).toEqual([{ rows: 20_000 }])
    await again.close()
  })

  test('answers the question that woke it before it is closed for good', async () => {
    await facts.suspend()
    const order: string[] = []
    const asked = sum().then(() => order.push('answer'))
    await facts.close().then(() => order.push('closed'))
    await asked
    expect(order).toEqual(['answer', 'closed'])
  })

  test('is closed for good only behind the questions under way', async () => {
    const order: string[] = []
    const asked = facts
      .read('SELECT count(*) FROM t a, t b, t c WHERE a.n < 3')
      .then(() => order.push('answer'))
    await facts.close().then(() => order.push('closed'))
    await asked
    expect(order).toEqual(['answer', 'closed'])
  })

  test('is not opened again once it is closed for good', async () => {
    await facts.suspend()
    await facts.close()
    await expect(sum()).rejects.toThrow('closed')
  })
})
