import { mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openDuckDb } from './connection.ts'

let folder = ''
let file = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'prilavok-file-'))
  file = join(folder, 'facts.duckdb')
})
afterEach(() => rmSync(folder, { recursive: true }))
const open = () => openDuckDb(file, { readOnly: false, staging: folder })
const blockSize = async () => {
  const facts = await open()
  const [row] = await facts.read('SELECT block_size FROM pragma_database_size()')
  await facts.close()
  return row?.block_size
}

test('a new file has small blocks, and one with others is opened as it is', async () => {
  expect(await blockSize()).toBe(65_536)
  expect(await blockSize()).toBe(65_536)
  rmSync(file)
  const made = await DuckDBInstance.create(file)
  made.closeSync()
  expect(await blockSize()).toBe(262_144)
})

test.skipIf(process.platform !== 'linux')('a file that is none is refused, and let go of', async () => {
  writeFileSync(file, 'nonsense'.repeat(1_000))
  await expect(open()).rejects.toThrow('not a valid DuckDB')
  const held = readdirSync('/proc/self/fd').filter(fd => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`).startsWith(folder)
    } catch {
      return false
    }
  })
  expect(held).toEqual([])
})
