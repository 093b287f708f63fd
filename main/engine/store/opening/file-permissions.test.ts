import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { instantInName, restrictFile, restrictFolder } from './file-permissions.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'prilavok-own-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
})
const data = (...names: string[]) => join(folder, 'data', ...names)
/** A file or, with a slash at its end, a folder that everybody may read. */
function lay(...names: string[]) {
  for (const name of names) {
    const path = data(name)
    if (name.endsWith('/')) mkdirSync(path, { recursive: true })
    else writeFileSync(path, '')
    chmodSync(path, name.endsWith('/') ? 0o755 : 0o644)
  }
}
const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8)
const modes = () =>
  Object.fromEntries(
    readdirSync(data(), { recursive: true }).map(name => [String(name), modeOf(data(String(name)))]),
  )

describe.skipIf(process.platform === 'win32')('a data folder', () => {
  test("of ours alone is its owner's, with all that lies in it", () => {
    lay(
      './',
      'dims.sqlite',
      'dims.sqlite-wal',
      'facts.duckdb',
      'facts.duckdb.wal.broken-1',
      'staging/',
      'backups/',
      'logs/',
    )
    lay(
      'staging/a.parquet',
      'staging/spilled/',
      'staging/spilled/b.tmp',
      'backups/dims.sqlite',
      'window/',
      'window/Cookies',
    )
    restrictFolder(data())
    expect(modeOf(data())).toBe('700')
    expect(modes()).toEqual({
      'dims.sqlite': '600',
      'dims.sqlite-wal': '600',
      'facts.duckdb': '600',
      'facts.duckdb.wal.broken-1': '600',
      staging: '700',
      'staging/a.parquet': '600',
      'staging/spilled': '700',
      'staging/spilled/b.tmp': '600',
      backups: '700',
      'backups/dims.sqlite': '600',
      logs: '700',
      // Files within belong to Chromium.
      window: '700',
      'window/Cookies': '644',
    })
  })

  test('in which something of others lies stays open for them, and that as it is', () => {
    lay('./', 'dims.sqlite', 'letter.txt', 'photos/', 'photos/a.jpg')
    restrictFolder(data())
    expect(modeOf(data())).toBe('755')
    expect(modes()).toEqual({
      'dims.sqlite': '600',
      'letter.txt': '644',
      photos: '755',
      'photos/a.jpg': '644',
    })
  })

  test('is not left through a link', () => {
    lay('./', 'logs/', 'away.txt')
    mkdirSync(join(folder, 'other'))
    writeFileSync(join(folder, 'other', 'b.txt'), '')
    for (const path of [join(folder, 'other'), join(folder, 'other', 'b.txt')]) chmodSync(path, 0o755)
    symlinkSync(join(folder, 'other'), data('staging'))
    symlinkSync(join(folder, 'other', 'b.txt'), data('logs', 'b.txt'))
    symlinkSync(join(folder, 'nowhere'), data('logs', 'c.txt'))
    restrictFolder(data())
    expect([modeOf(join(folder, 'other')), modeOf(join(folder, 'other', 'b.txt'))]).toEqual(['755', '755'])
  })

  test('keeps what its owner alone may do as it is, to the bit', () => {
    lay('./', 'dims.sqlite', 'facts.duckdb', 'dims.sqlite-shm')
    chmodSync(data('dims.sqlite'), 0o400)
    chmodSync(data('facts.duckdb'), 0o601)
    chmodSync(data('dims.sqlite-shm'), 0o640)
    restrictFolder(data())
    expect(modes()).toEqual({ 'dims.sqlite': '400', 'facts.duckdb': '600', 'dims.sqlite-shm': '600' })
  })
})

test.skipIf(process.platform === 'win32')('a file that is made anew is private once it is there', () => {
  lay('./')
  restrictFile(data('facts.duckdb.wal'))
  expect(existsSync(data('facts.duckdb.wal'))).toBe(false)
  lay('facts.duckdb.wal')
  restrictFile(data('facts.duckdb.wal'))
  expect(modes()).toEqual({ 'facts.duckdb.wal': '600' })
})

test('an instant can stand in the name of a file on every system', () => {
  expect(instantInName()).toMatch(/^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-\d{3}Z$/)
})
