import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statfsSync,
  statSync as statOf,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { kindOf } from '#contract/errors.ts'
import { openFilesIn } from '../../../../tests/support/open-files.ts'
import { canMount, type SmallDisk, smallDisk } from '../../../../tests/support/small-disk.ts'
import type { TempData } from '../../../../tests/support/store.ts'
import {
  load,
  saleRow,
  sales,
  sliceOf,
  streamInto,
  tables,
  tempData,
} from '../../../../tests/support/store.ts'
import { openStores, type Stores } from '../opening/open.ts'
import { insertShop } from '../records/shops.ts'

const into = streamInto([sales])
const CHILD = fileURLToPath(new URL('../../../../tests/support/opening-child.ts', import.meta.url))
const NOBODY = 65_534
let data: TempData
beforeEach(async () => {
  data = await tempData()
})
afterEach(() => data.remove())

const rowsOf = (day: string, count: number) => ({
  fact_test_sales: Array.from({ length: count }, (_, sku) => saleRow(day, sku, sku, `note ${sku * 7919}`)),
})
const count = async (stores: Stores) =>
  (await stores.facts.read('SELECT count(*) AS rows FROM fact_test_sales'))[0]?.rows
const kind = (work: Promise<unknown>) =>
  work.then(
    () => 'fine',
    error => kindOf(error),
  )

describe.skipIf(!canMount())('a full disk', () => {
  let disk: SmallDisk
  let dataDir: string
  beforeEach(() => {
    disk = smallDisk(48 << 20)
    dataDir = join(disk.path, 'data')
  })
  afterEach(() => disk.remove())
  const open = (migrationsDir = data.migrationsDir) => openStores({ dataDir, migrationsDir, tables })
  const ballast = () => join(disk.path, 'ballast')
  /** Leaves so many bytes free. */
  const fill = (left = 0) => {
    rmSync(ballast(), { force: true })
    const { bavail, bsize } = statfsSync(disk.path)
    writeFileSync(ballast(), Buffer.alloc(Math.max(0, bavail * bsize - left)))
  }
  const free = () => rmSync(ballast())

  it('is named by a start, which holds nothing afterwards', async () => {
    mkdirSync(dataDir)
    for (const left of [0, 4_096, 65_536, 300_000, 700_000]) {
      fill(left)
      const said = await kind(open().then(stores => stores.close()))
      expect(left < 100_000 ? said : said.replace('fine', 'disk_full')).toBe('disk_full')
      free()
      const stores = await open()
      expect(await count(stores)).toBe(0)
      await stores.close()
      rmSync(dataDir, { recursive: true })
    }
  })

  it('is named by a slice, whose rows are not there then, and the next goes through once there is room', async () => {
    const stores = await open()
    insertShop(stores.dims, {
      name: 'Дом',
      marketplace: 'wb',
      clientId: 'a',
      perfClientId: null,
      demo: false,
    })
    await load(stores, 1, into, sliceOf('2026-01-01'), rowsOf('2026-01-01', 1000))
    fill(100_000)
    let failed = 0
    for (let day = 2; day < 9; day += 1) {
      const said = await kind(
        load(stores, 1, into, sliceOf(`2026-01-0${day}`), rowsOf(`2026-01-0${day}`, 20_000)),
      )
      if (said !== 'fine') failed += 1
      expect(['fine', 'disk_full']).toContain(said)
    }
    expect(failed).toBeGreaterThan(3)
    // Those that found no place hold no file open either.
    expect(openFilesIn(join(dataDir, 'staging'))).toEqual([])
    expect(
      await kind(
        Promise.resolve().then(() =>
          stores.dims.exec(`CREATE TABLE big AS
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9000) SELECT randomblob(1000) AS b FROM n`),
        ),
      ),
    ).toBe('disk_full')
    free()
    await load(stores, 1, into, sliceOf('2026-01-09'), rowsOf('2026-01-09', 20_000))
    const done = (await stores.store.done(1, into, 1)).size
    expect(await count(stores)).toBe(1000 + (done - 1) * 20_000)
    await stores.close()
    const again = await open()
    expect(again.notices).toEqual([])
    expect(await count(again)).toBe(1000 + (done - 1) * 20_000)
    await again.close()
  })

  it('lets go of the folder when it ends over it', async () => {
    const stores = await open()
    fill()
    await kind(load(stores, 1, into, sliceOf('2026-01-01'), rowsOf('2026-01-01', 20_000)))
    await stores.close()
    // The very process that has failed opens it again.
    expect(['fine', 'disk_full']).toContain(await kind(open().then(again => again.close())))
    free()
    const again = await open()
    expect(await count(again)).toBe(0)
    await again.close()
  })

  it('stops an upgrade before anything is copied, and no good log is set aside for it', async () => {
    const stores = await open()
    await load(stores, 1, into, sliceOf('2026-01-01'), rowsOf('2026-01-01', 1000))
    await stores.close()
    writeFileSync(join(data.migrationsDir, 'facts', '0002_more.sql'), 'CREATE TABLE more (a INTEGER);')
    fill(2 << 20)
    const before = readdirSync(dataDir).sort()
    expect(await kind(open())).toBe('disk_full')
    expect(
      readdirSync(dataDir)
        .sort()
        .filter(name => name !== 'backups'),
    ).toEqual(before)
    free()
    const again = await open()
    expect(await count(again)).toBe(1000)
    await again.close()
  })
})

/**
 * Opens the folder in a process of its own: as another user, with few file descriptors, or with a file size limit in units of 512 bytes; returns its last
 * output.
 */
function openedBy(how: { readonly uid?: number; readonly files?: number; readonly blocks?: number }): string {
  const files =
    (how.files ? `ulimit -n ${how.files}; ` : '') + (how.blocks ? `ulimit -f ${how.blocks}; ` : '')
  const { stdout, stderr } = spawnSync(
    'sh',
    ['-c', `${files}exec "$0" "$@"`, process.execPath, CHILD, data.dataDir, data.migrationsDir],
    { encoding: 'utf8', ...(how.uid && { uid: how.uid, gid: how.uid }) },
  )
  return stdout.trim() || stderr
}

describe.skipIf(process.platform === 'win32')('a file that may not be touched', () => {
  const asRoot = process.getuid?.() === 0
  const open = () => openedBy(asRoot ? { uid: NOBODY } : {})
  beforeEach(async () => {
    chmodSync(data.folder, 0o755)
    const stores = await data.open()
    await load(stores, 1, into, sliceOf('2026-01-01'), rowsOf('2026-01-01', 10))
    await stores.close()
    writeFileSync(join(data.dataDir, 'facts.duckdb.wal'), '')
    if (asRoot)
      for (const name of ['', ...readdirSync(data.dataDir, { recursive: true })])
        chownSync(join(data.dataDir, String(name)), NOBODY, NOBODY)
  })
  it('is opened by its owner', () => {
    expect(open()).toBe('fine')
  })
  it.each(['facts.duckdb', 'facts.duckdb.wal', 'dims.sqlite', '.'])('is named: %s', name => {
    const path = join(data.dataDir, name)
    if (asRoot) chownSync(path, 0, 0)
    chmodSync(path, 0)
    expect(open()).toBe('no_permission')
    expect(readdirSync(data.dataDir).filter(file => file.includes('broken'))).toEqual([])
    expect(existsSync(join(data.dataDir, 'facts.duckdb.wal'))).toBe(true)
    chmodSync(path, 0o700)
  })
})

it.skipIf(process.platform === 'win32')(
  'too many open files are named, and a good log stays where it is',
  async () => {
    const stores = await data.open()
    await stores.close()
    writeFileSync(join(data.dataDir, 'facts.duckdb.wal'), '')
    const said = new Set<string>()
    for (let files = 17; files < 40; files += 1) said.add(openedBy({ files }))
    // Below some number Node itself does not start.
    expect([...said].filter(word => /^[a-z_]+$/.test(word)).sort()).toEqual(['fine', 'too_many_files'])
    expect(readdirSync(data.dataDir).filter(file => file.includes('broken'))).toEqual([])
  },
)

it.skipIf(process.platform === 'win32')(
  'files that may not grow are named, and what they have left bars no later start',
  async () => {
    // SQLite has no error of its own for this kind of full disk.
    for (const blocks of [8, 64, 200]) expect(['disk_full', 'disk_fault']).toContain(openedBy({ blocks }))
    expect(openedBy({})).toBe('fine')
  },
)

it('a path that is too long is named', async () => {
  for (const dataDir of [
    join(data.folder, 'x'.repeat(300)),
    join(data.folder, ...Array.from({ length: 25 }, () => 'y'.repeat(200))),
  ])
    expect(await kind(openStores({ dataDir, migrationsDir: data.migrationsDir, tables }))).toBe(
      'path_too_long',
    )
})

it.skipIf(process.platform === 'win32')(
  'a path with a question mark is named, and nothing is made there',
  async () => {
    const dataDir = join(data.folder, 'what?', 'data')
    expect(await kind(openStores({ dataDir, migrationsDir: data.migrationsDir, tables }))).toBe(
      'path_unusable',
    )
    expect(readdirSync(data.folder)).toEqual(['migrations'])
  },
)

it.each([
  'a#b',
  'a%20b',
  "it's",
  'qu"ote',
  'Прилавок данные',
  'a*b',
  '[a]',
  'a{x,y}',
  'a;b',
  'x'.repeat(200),
])('a folder of any name is opened, loaded into and opened again: %s', async name => {
  const dataDir = join(data.folder, name)
  const open = () => openStores({ dataDir, migrationsDir: data.migrationsDir, tables })
  const stores = await open()
  // Enough for files in staging, and for a log.
  await load(stores, 1, into, sliceOf('2026-01-01'), rowsOf('2026-01-01', 20_000))
  await load(stores, 1, into, sliceOf('2026-01-02'), rowsOf('2026-01-02', 10))
  await stores.close()
  writeFileSync(join(data.migrationsDir, 'facts', '0002_more.sql'), 'CREATE TABLE more (a INTEGER);')
  const again = await open()
  expect(await count(again)).toBe(20_010)
  await again.close()
  expect(readdirSync(dataDir).sort()).toEqual(['backups', 'dims.sqlite', 'facts.duckdb', 'staging'])
  expect(readdirSync(data.folder).sort()).toEqual([name, 'migrations'].sort())
})

it.skipIf(process.platform === 'win32')(
  "what lies in the folder is its owner's alone, and so is the folder when nothing of others lies in it",
  async () => {
    const modes = () =>
      ['.', ...readdirSync(data.dataDir, { recursive: true })].map(name => {
        const { mode } = statOf(join(data.dataDir, String(name)))
        return `${name} ${(mode & 0o777).toString(8)}`
      })
    const open = data.open
    const stores = await open()
    await load(stores, 1, into, sliceOf('2026-01-01'), rowsOf('2026-01-01', 10))
    await stores.close()
    mkdirSync(join(data.dataDir, 'backups'))
    mkdirSync(join(data.dataDir, 'logs'))
    for (const name of ['backups/dims-v1-x.sqlite', 'logs/prilavok.ndjson', 'facts.duckdb.wal.broken-1'])
      writeFileSync(join(data.dataDir, name), '')
    for (const name of ['', ...readdirSync(data.dataDir, { recursive: true })]) {
      const path = join(data.dataDir, String(name))
      chmodSync(path, statOf(path).isDirectory() ? 0o755 : 0o644)
    }
    const again = await open()
    await load(again, 1, into, sliceOf('2026-01-02'), rowsOf('2026-01-02', 100))
    expect(existsSync(join(data.dataDir, 'facts.duckdb.wal'))).toBe(true)
    const left = modes().filter(line => !/ (600|700)$/.test(line))
    expect(left).toEqual([])
    await again.close()
    // A folder with things of others is not ours to close.
    writeFileSync(join(data.dataDir, 'letter.txt'), '', { mode: 0o644 })
    chmodSync(join(data.dataDir, 'letter.txt'), 0o644)
    chmodSync(data.dataDir, 0o755)
    await (await open()).close()
    expect(modes().filter(line => !/ (600|700)$/.test(line))).toEqual(['. 755', 'letter.txt 644'])
  },
)
