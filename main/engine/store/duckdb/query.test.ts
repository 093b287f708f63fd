import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Facts, openDuckDb, plain } from './connection.ts'
import { closeFile, openFile } from './file.ts'
import { type QueryLimits, startQuery } from './query.ts'

/** Of so many rows that no computer comes to its end. */
const ENDLESS = 'SELECT sum(a.range * b.range) AS s FROM range(100000000) a, range(100000000) b'

let folder = ''
let facts: Facts
let open = true
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'prilavok-question-'))
  facts = await openDuckDb(join(folder, 'facts.duckdb'), { readOnly: false, staging: folder })
  open = true
})
afterEach(async () => {
  if (open) await facts.close()
  rmSync(folder, { recursive: true })
})

async function answered(sql: string, limits: Partial<QueryLimits> = {}) {
  const rows: unknown[] = []
  for await (const batch of facts.query(sql, limits)) rows.push(...batch)
  return rows
}

describe('a question', () => {
  test('that takes longer than it may is ended, and the next one is answered', async () => {
    await expect(answered(ENDLESS, { timeout: 100 })).rejects.toMatchObject({ kind: 'query_timeout' })
    expect(await answered('SELECT 42 AS n')).toEqual([{ n: 42 }])
  })

  test('may be read as slowly as one likes: only the work of the database counts', async () => {
    let rows = 0
    for await (const batch of facts.query('SELECT range AS n FROM range(10000)', { timeout: 700 })) {
      rows += batch.length
      await new Promise(resolve => setTimeout(resolve, 150))
    }
    expect(rows).toBe(10_000)
  })

  test('gives the rows that it may and says that there are more', async () => {
    const rows: unknown[] = []
    const reading = (async () => {
      for await (const batch of facts.query('SELECT range AS n FROM range(5000)', { rows: 3000 }))
        rows.push(...batch)
    })()
    await expect(reading).rejects.toMatchObject({ kind: 'query_rows', message: '3000' })
    expect(rows).toHaveLength(3000)
    expect(await answered('SELECT range AS n FROM range(3000)', { rows: 3000 })).toHaveLength(3000)
  })

  test('gives no empty batch where what it may is full', async () => {
    const sizes: number[] = []
    const reading = (async () => {
      for await (const batch of facts.query('SELECT range AS n FROM range(5000)', { rows: 4096 }))
        sizes.push(batch.length)
    })()
    await expect(reading).rejects.toMatchObject({ kind: 'query_rows' })
    expect(sizes).toEqual([2048, 2048])
  })

  test('leaves no timer behind, be it answered, late or closed', async () => {
    const timers = () => process.getActiveResourcesInfo().filter(one => one === 'Timeout').length
    const before = timers()
    await answered('SELECT range FROM range(5000)')
    for (const timeout of [20, 30, 40])
      await expect(answered(ENDLESS, { timeout })).rejects.toMatchObject({ kind: 'query_timeout' })
    const closed = answered(ENDLESS)
    closed.catch(() => {})
    await facts.read('SELECT 1')
    await facts.close()
    open = false
    await expect(closed).rejects.toMatchObject({ kind: 'cancelled' })
    // The test's own may come and go.
    expect(timers()).toBeLessThan(before + 3)
  })

  test('may be ended as often as one likes, and ends once', async () => {
    const timers = () => process.getActiveResourcesInfo().filter(one => one === 'Timeout').length
    const own = await openFile(join(folder, 'own.duckdb'), { readOnly: false, staging: folder }, 64)
    const before = timers()
    let ended = 0
    const question = startQuery(
      own.instance,
      ENDLESS,
      { timeout: 60_000, rows: 1, memory: 64 },
      plain,
      () => {
        ended += 1
      },
    )
    const reading = question.rows().next()
    reading.catch(() => {})
    for (let times = 0; times < 5; times += 1) question.stop()
    await expect(reading).rejects.toMatchObject({ kind: 'cancelled' })
    question.stop()
    expect(ended).toBe(1)
    expect(timers()).toBeLessThan(before + 3)
    closeFile(own)
  })

  test('may have all the time that there is', async () => {
    expect(await answered('SELECT 1 AS n', { timeout: Number.POSITIVE_INFINITY })).toEqual([{ n: 1 }])
  })

  test('changes nothing, whatever it calls', async () => {
    await facts.write(async connection => void (await connection.run('CREATE SEQUENCE s')))
    await expect(answered("SELECT nextval('s')")).rejects.toMatchObject({ kind: 'bad_query' })
    expect(await facts.read('SELECT last_value FROM duckdb_sequences()')).toEqual([{ last_value: null }])
  })

  test('that finds no room to spill says what of the computer is to blame', async () => {
    await facts.exclusive(
      async connection => void (await connection.run("SET max_temp_directory_size = '1MB'")),
    )
    const large = 'SELECT range AS n, hash(range) AS h FROM range(5000000) ORDER BY h'
    await expect(answered(large, { memory: 64 })).rejects.toMatchObject({ kind: 'disk_full' })
  })

  test('that does not fit into its memory says so', async () => {
    const large = "SELECT list(repeat('x', 1000) || range) AS l FROM range(500000)"
    await expect(answered(large, { memory: 64 })).rejects.toMatchObject({ kind: 'query_memory' })
  })

  test('may be left in the middle', async () => {
    for await (const batch of facts.query('SELECT range AS n FROM range(100000)')) {
      expect(batch.length).toBeGreaterThan(0)
      break
    }
    await facts.suspend()
    expect(await answered('SELECT 1 AS n')).toEqual([{ n: 1 }])
  })

  test.for(['left', 'full', 'closed'] as const)(
    'that is not read to its end lets go of the file: %s',
    async how => {
      await facts.write(async connection => void (await connection.run('CREATE TABLE t (n INTEGER)')))
      const sql = 'SELECT range AS n FROM range(10000000)'
      const rows = facts.query(sql, how === 'full' ? { rows: 10 } : {})[Symbol.asyncIterator]()
      await rows.next()
      if (how === 'left') await rows.return?.(undefined)
      if (how === 'full') await rows.next().catch(() => {})
      if (how === 'closed') {
        await facts.close()
        open = false
      } else await expect.poll(() => facts.whileClosed(() => {})).toBe(true)
      expect(readdirSync(folder)).not.toContain('facts.duckdb.wal')
    },
  )

  test.for([
    ['while it is worked on', ENDLESS],
    ['while nobody takes its rows', 'SELECT range AS n FROM range(10000000)'],
  ] as const)('is ended by closing %s', async ([, sql]) => {
    const rows = facts.query(sql)[Symbol.asyncIterator]()
    const first = rows.next()
    if (sql === ENDLESS) {
      first.catch(() => {})
      await facts.read('SELECT 1')
    } else await first
    await facts.close()
    open = false
    await expect(sql === ENDLESS ? first : rows.next()).rejects.toMatchObject({ kind: 'cancelled' })
  })

  test.for([
    "EXPLAIN ANALYZE COPY (SELECT 1) TO '{folder}/out.parquet'",
    "EXPLAIN (ANALYZE, FORMAT JSON) COPY (SELECT 1) TO '{folder}/out.csv'",
    "/* EXPLAIN */ explain -- ANALYZE\n analyze copy (SELECT 1) TO '{folder}/out.csv'",
    'EXPLAIN ANALYZE CREATE TABLE x AS SELECT 1',
    'EXPLAIN DELETE FROM t',
    "EXPLAIN ANALYZE EXPLAIN ANALYZE COPY (SELECT 1) TO '{folder}/out.csv'",
  ])('%s writes nothing: it is refused', async sql => {
    const before = readdirSync(folder)
    await expect(answered(sql.replace('{folder}', folder))).rejects.toMatchObject({ kind: 'bad_query' })
    expect(readdirSync(folder)).toEqual(before)
  })

  test.for([
    'EXPLAIN SELECT 1',
    'EXPLAIN ANALYZE SELECT 1',
    '-- why\nEXPLAIN (FORMAT JSON) SELECT 1',
    'explain analyze with a as (select 1) select * from a',
  ])('%s is answered', async sql => {
    expect((await answered(sql)).length).toBeGreaterThan(0)
  })
})
