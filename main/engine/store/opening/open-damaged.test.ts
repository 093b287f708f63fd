import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import type { Notice } from '#contract/shop.ts'
import { type Facts, openDuckDb } from '../duckdb/connection.ts'
import { openFacts } from './open-facts.ts'

let folder: string
let told: Notice[]
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'prilavok-damaged-'))
  told = []
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
})
const file = () => join(folder, 'facts.duckdb')
const log = () => `${file()}.wal`
const options = (readOnly: boolean) => ({ readOnly, staging: folder })
async function opened(readOnly = false): Promise<Facts> {
  const facts = await openFacts(file(), options(readOnly), notice => told.push(notice))
  onTestFinished(() => facts.close())
  return facts
}
const asides = () => readdirSync(folder).filter(name => name.includes('.wal.broken-'))

/** A file with one row, and a log with another: as a process that was killed leaves them. */
async function killed() {
  const made = join(folder, 'made.duckdb')
  const facts = await openDuckDb(made, options(false))
  await facts.exclusive(connection =>
    connection.run('CREATE TABLE of (a INTEGER); INSERT INTO of VALUES (1)'),
  )
  await facts.checkpoint()
  await facts.exclusive(connection => connection.run('INSERT INTO of VALUES (2)'))
  copyFileSync(made, file())
  copyFileSync(`${made}.wal`, log())
  await facts.close()
  rmSync(made)
}
const rowsOf = async (facts: Facts) => (await facts.read('SELECT a FROM of ORDER BY a')).map(({ a }) => a)
/** Spoils 40 bytes; `from` counts from the end if it is negative. In a log these are values: a wrong length would look like a write that was cut off. */
const spoil = (path: string, from: number) => {
  const bytes = readFileSync(path)
  const first = from < 0 ? bytes.length + from : from
  bytes.fill(0x5a, first, first + 40)
  writeFileSync(path, bytes)
  return bytes
}

test('a good log is replayed, and nothing is told', async () => {
  await killed()
  expect(await rowsOf(await opened())).toEqual([1, 2])
  expect([told, asides()]).toEqual([[], []])
})

describe('a damaged log', () => {
  test('is set aside, told once, and the file opens as it was before it', async () => {
    await killed()
    const bytes = spoil(log(), -45)
    expect(await rowsOf(await opened())).toEqual([1])
    const [aside] = asides()
    expect(told).toEqual([{ word: 'log_set_aside', details: { file: aside } }])
    expect(readFileSync(join(folder, String(aside))).equals(bytes)).toBe(true)
    expect(existsSync(log())).toBe(false)
  })

  test('that belongs to another file is set aside as well', async () => {
    await killed()
    const foreign = readFileSync(log())
    for (const path of [file(), log()]) rmSync(path)
    await killed()
    writeFileSync(log(), foreign)
    expect(await rowsOf(await opened())).toEqual([1])
    expect(told.map(({ word }) => word)).toEqual(['log_set_aside'])
    expect(readFileSync(join(folder, String(asides()[0]))).equals(foreign)).toBe(true)
  })

  test('of a damaged file stays where it is, and so does the file', async () => {
    await killed()
    const [ofLog, ofFile] = [spoil(log(), -45), spoil(file(), 9)]
    await expect(opened()).rejects.toMatchObject({ kind: 'facts_unreadable' })
    expect([readFileSync(log()).equals(ofLog), readFileSync(file()).equals(ofFile)]).toEqual([true, true])
    expect([told, asides()]).toEqual([[], []])
  })

  test('of a file that is only read stays where it is', async () => {
    await killed()
    const bytes = spoil(log(), -45)
    await expect(opened(true)).rejects.toThrow(/WAL/)
    expect(readFileSync(log()).equals(bytes)).toBe(true)
    expect([told, asides()]).toEqual([[], []])
  })
})

describe('a log without its file', () => {
  test('is set aside and told, and the file begins anew', async () => {
    await killed()
    rmSync(file())
    const facts = await opened()
    expect(await facts.read("SELECT 1 FROM duckdb_tables() WHERE table_name = 'of'")).toEqual([])
    expect(told).toEqual([{ word: 'log_set_aside', details: { file: asides()[0] } }])
  })

  test('stays where the file is only to be read, and no file is made', async () => {
    await killed()
    rmSync(file())
    await expect(opened(true)).rejects.toThrow()
    expect([existsSync(file()), existsSync(log())]).toEqual([false, true])
    expect([told, asides()]).toEqual([[], []])
  })
})

describe('a file that is too short to hold a row', () => {
  test.each([0, 4_096, 12_287])('of %i bytes begins anew', async bytes => {
    await killed()
    rmSync(log())
    truncateSync(file(), bytes)
    const facts = await opened()
    expect(await facts.read("SELECT 1 FROM duckdb_tables() WHERE table_name = 'of'")).toEqual([])
    expect(told).toEqual([])
  })

  test('is not touched where it is only to be read, and one of 12,288 bytes never', async () => {
    await killed()
    rmSync(log())
    truncateSync(file(), 4_096)
    await expect(opened(true)).rejects.toThrow()
    expect(readFileSync(file()).length).toBe(4_096)
    await killed()
    rmSync(log())
    truncateSync(file(), 12_288)
    await expect(opened()).rejects.toMatchObject({ kind: 'facts_unreadable' })
    expect(readFileSync(file()).length).toBe(12_288)
  })
})

test('a file that cannot be made is named as DuckDB says it, and nothing is left of it', async () => {
  const facts = openFacts(join(folder, 'not there', 'facts.duckdb'), options(false), notice =>
    told.push(notice),
  )
  await expect(facts).rejects.toThrow(/Cannot open file/)
  expect(readdirSync(folder)).toEqual([])
})
