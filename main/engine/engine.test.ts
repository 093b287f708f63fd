import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createEngine } from './engine.ts'
import { openSqlite } from './store/sqlite/connection.ts'

const MIGRATIONS = join(import.meta.dirname, '../../resources/migrations')
let dataDir = ''
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'prilavok-engine-'))
})
afterEach(() => rmSync(dataDir, { recursive: true }))

const open = () =>
  createEngine(
    { dataDir, migrationsDir: MIGRATIONS, hosts: {}, pace: 1 },
    () => Promise.reject(new Error('asked for nothing')),
    () => {},
  )

test('an engine that fails behind the opening of its files lets go of them', async () => {
  await (await open()).close()
  const dims = openSqlite(join(dataDir, 'dims.sqlite'))
  dims.exec("UPDATE settings SET value = '{' WHERE key = 'vault'")
  dims.close()
  for (let attempt = 0; attempt < 3; attempt += 1) await expect(open()).rejects.toThrow(/JSON/)
  const again = openSqlite(join(dataDir, 'dims.sqlite'))
  again.exec("DELETE FROM settings WHERE key = 'vault'")
  again.close()
  await (await open()).close()
})
