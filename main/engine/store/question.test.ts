import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Facts, openDuck } from './duck.ts'
import type { QuestionLimits } from './question.ts'

/** Of so many rows that no computer comes to its end. */
const ENDLESS = 'SELECT sum(a.range * b.range) AS s FROM range(100000000) a, range(100000000) b'

let folder = ''
let facts: Facts
let open = true
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'prilavok-question-'))
  facts = await openDuck(join(folder, 'facts.duckdb'), { readOnly: false, staging: folder })
  open = true
})
afterEach(async () => {
  if (open) await facts.close()
  rmSync(folder, { recursive: true })
})

async function answered(sql: string, limits: Partial<QuestionLimits> = {}) {
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
    for await (const batch of facts.query('SELECT range AS n FROM range(10000)', { timeout: 400 })) {
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

  test('that does not fit into its memory says so', async () => {
    const large = "SELECT list(repeat('x', 1000) || range) AS l FROM range(500000)"
    await expect(answered(large, { memory: 64 })).rejects.toMatchObject({ kind: 'query_memory' })
  })

  test('may be left in the middle', async () => {
    for await (const batch of facts.query('SELECT range AS n FROM range(100000)')) {
      expect(batch.length).toBeGreaterThan(0)
      break
    }
    await facts.rest()
    expect(await answered('SELECT 1 AS n')).toEqual([{ n: 1 }])
  })

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
