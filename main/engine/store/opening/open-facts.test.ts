import {
  copyFileSync,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { TempData } from '../../../../tests/support/store.ts'
import {
  goods,
  goodsRow,
  load,
  saleRow,
  sales,
  sliceOf,
  streamInto,
  tempData,
} from '../../../../tests/support/store.ts'
import { storeProcess } from '../../../../tests/support/store-process.ts'
import { insertShop } from '../records/shops.ts'
import type { Stores } from './open.ts'
import { owesRecheck, rechecked } from './stamp.ts'

const into = streamInto([sales])
let data: TempData
beforeEach(async () => {
  data = await tempData()
})
afterEach(() => data.remove())

const file = (name: string) => join(data.dataDir, name)
const said = (stores: Stores) => stores.notices.map(({ word }) => word).filter(word => word !== 'orphans')
const day = (of: number) => `2026-01-${String(of).padStart(2, '0')}`
const loadDays = async (stores: Stores, from: number, to: number) => {
  for (let of = from; of <= to; of += 1)
    await load(stores, 1, into, sliceOf(day(of)), { fact_test_sales: [saleRow(day(of), 1, of)] })
}
const days = async (stores: Stores) => {
  const rows = await stores.facts.read('SELECT dt FROM fact_test_sales ORDER BY dt')
  expect([...(await stores.store.done(1, into, 0)).keys()].sort()).toEqual(rows.map(({ dt }) => dt))
  return rows.length
}

/** Files of a killed process, with commits that are only in the WALs. */
async function killed(slices = 3): Promise<void> {
  const one = storeProcess(data)
  await one.said(`slice ${slices}`)
  await one.kill()
  cpSync(data.dataDir, `${data.dataDir}-killed`, { recursive: true })
}
const asKilled = () => {
  rmSync(data.dataDir, { recursive: true })
  cpSync(`${data.dataDir}-killed`, data.dataDir, { recursive: true })
}
const slicesOf = async (stores: Stores) => {
  const done = (await stores.store.done(1, into, 1)).size
  const [rows] = await stores.facts.read('SELECT count(*) AS rows FROM fact_test_sales')
  expect(rows?.rows).toBe(done * 3000)
  return done
}
const flip = (path: string, at: number) => {
  const bytes = readFileSync(path)
  bytes.writeUInt8(bytes.readUInt8(at) ^ 0x55, at)
  writeFileSync(path, bytes)
}

describe('a damaged write-ahead log', () => {
  it('is set aside when it cannot be replayed, and the lost slices are told, count as not read and are owed', async () => {
    await killed(2)
    const log = file('facts.duckdb.wal')
    const bytes = readFileSync(log)
    bytes.fill(0x5a, 100, Math.min(bytes.length, 4000))
    writeFileSync(log, bytes)

    const stores = await data.open()
    expect(said(stores)).toEqual(['log_set_aside', 'facts_behind'])
    const aside = readdirSync(data.dataDir).filter(name => name.includes('.wal.broken-'))
    expect(aside).toHaveLength(1)
    expect(stores.notices[0]?.details).toEqual({ file: aside[0] })
    expect(stores.notices[1]?.details).toMatchObject({ until: expect.stringMatching(/^\d{4}.*Z$/) })
    expect(owesRecheck(stores.dims)).toBe(true)
    await slicesOf(stores)
    await load(
      stores,
      1,
      into,
      sliceOf('2026-01-01', '2026-01-01', { window: { start: 'slice 0', days: 1 } }),
      {
        fact_test_sales: [saleRow('2026-01-01', 1, 1)],
      },
    )
    await stores.close()

    const again = await data.open()
    expect(said(again)).toEqual([])
    expect(owesRecheck(again.dims)).toBe(true)
    rechecked(again.dims)
    await again.close()
    const third = await data.open()
    expect(owesRecheck(third.dims)).toBe(false)
    await third.close()
  })

  it('loses nothing in silence, whichever byte of it is flipped', async () => {
    await killed()
    const whole = await data.open()
    const all = await slicesOf(whole)
    await whole.close()
    const { length } = readFileSync(`${data.dataDir}-killed/facts.duckdb.wal`)
    let lost = 0
    for (let round = 0; round < 24; round += 1) {
      asKilled()
      flip(file('facts.duckdb.wal'), Math.min(length - 1, Math.floor((round * length) / 23)))
      const stores = await data.open()
      const there = await slicesOf(stores)
      expect(said(stores).includes('facts_behind')).toBe(there < all)
      expect(owesRecheck(stores.dims)).toBe(there < all)
      if (there < all) lost += 1
      await stores.close()
    }
    expect(lost).toBeGreaterThan(10)
  })

  it.each([
    ['cut', (log: string) => truncateSync(log, Math.floor(readFileSync(log).length * 0.6))],
    ['empty', (log: string) => truncateSync(log, 0)],
    ['gone', (log: string) => rmSync(log)],
    ['a letter', (log: string) => writeFileSync(log, 'dear aunt, this is no log '.repeat(100))],
  ])('that is %s is told', async (_, harm) => {
    await killed()
    harm(file('facts.duckdb.wal'))
    const stores = await data.open()
    expect(said(stores)).toContain('facts_behind')
    await slicesOf(stores)
    await stores.close()
  })
})

describe('a damaged file of facts', () => {
  it('is refused as it is, and its good log stays beside it', async () => {
    await killed()
    const log = readFileSync(file('facts.duckdb.wal'))
    for (const at of [9, 100, 4100, 8200]) {
      asKilled()
      flip(file('facts.duckdb'), at)
      const damaged = readFileSync(file('facts.duckdb'))
      await expect(data.open()).rejects.toMatchObject({ kind: 'facts_unreadable' })
      expect(readFileSync(file('facts.duckdb')).equals(damaged)).toBe(true)
      expect(readFileSync(file('facts.duckdb.wal')).equals(log)).toBe(true)
      expect(readdirSync(data.dataDir).filter(name => name.includes('broken'))).toEqual([])
    }
  })

  it('keeps its damaged log too', async () => {
    await killed()
    flip(file('facts.duckdb'), 9)
    flip(file('facts.duckdb.wal'), 60)
    const log = readFileSync(file('facts.duckdb.wal'))
    await expect(data.open()).rejects.toMatchObject({ kind: 'facts_unreadable' })
    expect(readFileSync(file('facts.duckdb.wal')).equals(log)).toBe(true)
  })

  it('names its cause when it is found while a question is asked', async () => {
    const stores = await data.open()
    await load(stores, 1, into, sliceOf(day(1)), {
      fact_test_sales: Array.from({ length: 40_000 }, (_, sku) => saleRow(day(1), sku, sku, `note ${sku}`)),
    })
    await stores.close()
    const { length } = readFileSync(file('facts.duckdb'))
    const kinds = new Set<string>()
    const whole = readFileSync(file('facts.duckdb'))
    for (let at = 20_000; at < length; at += Math.floor(length / 12)) {
      writeFileSync(file('facts.duckdb'), whole)
      flip(file('facts.duckdb'), at)
      const damaged = await data.open().catch(error => error)
      if ('kind' in damaged) {
        kinds.add(damaged.kind)
        continue
      }
      await damaged.facts
        .read('SELECT sum(sku), sum(amount), max(note) FROM fact_test_sales')
        .catch((error: { kind: string }) => kinds.add(String(error.kind)))
      await damaged.close()
    }
    expect([...kinds]).toEqual(['facts_unreadable'])
  })
})

it('says that a file is no database, and leaves it as it is', async () => {
  await (await data.open()).close()
  for (const [name, kind] of [
    ['facts.duckdb', 'facts_unreadable'],
    ['dims.sqlite', 'dims_unreadable'],
  ] as const) {
    const good = readFileSync(file(name))
    writeFileSync(file(name), 'this is a letter to my aunt, and no database at all'.repeat(400))
    await expect(data.open()).rejects.toMatchObject({ kind })
    expect(readFileSync(file(name), 'utf8')).toMatch(/^this is a letter/)
    writeFileSync(file(name), good)
  }
  await (await data.open()).close()
})

it('names a damaged file of dims, whichever byte of it is flipped, or opens it', async () => {
  const stores = await data.open()
  insertShop(stores.dims, { name: 'Дом', marketplace: 'wb', clientId: 'a', perfClientId: null, demo: false })
  await load(stores, 1, streamInto([goods], { mode: 'upsert' }, 'goods'), sliceOf(day(1)), {
    dim_test_goods: Array.from({ length: 200 }, (_, sku) => goodsRow(sku, `name ${sku}`)),
  })
  await stores.close()
  const whole = readFileSync(file('dims.sqlite'))
  const facts = readFileSync(file('facts.duckdb'))
  const kinds = new Set<string>()
  for (let round = 0; round < 150; round += 1) {
    writeFileSync(file('dims.sqlite'), whole)
    writeFileSync(file('facts.duckdb'), facts)
    for (const rest of ['dims.sqlite-wal', 'dims.sqlite-shm']) rmSync(file(rest), { force: true })
    const page = Math.floor(round / 3) * 4096
    const at = page + [3, 110, 4000][round % 3]!
    if (at >= whole.length) break
    flip(file('dims.sqlite'), at)
    const opened = await data.open().catch((error: { kind?: string; message: string }) => {
      kinds.add(error.kind ?? error.message)
      return null
    })
    await opened?.close()
  }
  expect([...kinds]).toEqual(['dims_unreadable'])
})

describe('files of different times', () => {
  it('facts that are gone are begun anew, and told', async () => {
    const stores = await data.open()
    insertShop(stores.dims, {
      name: 'Дом',
      marketplace: 'wb',
      clientId: 'a',
      perfClientId: null,
      demo: false,
    })
    await loadDays(stores, 1, 3)
    await stores.close()
    rmSync(file('facts.duckdb'))
    const anew = await data.open()
    expect(said(anew)).toEqual(['facts_lost'])
    expect(anew.notices[0]?.details.until).toMatch(/^\d{4}/)
    expect(owesRecheck(anew.dims)).toBe(true)
    expect(await days(anew)).toBe(0)
    await loadDays(anew, 1, 2)
    await anew.close()
    const again = await data.open()
    expect(said(again)).toEqual([])
    await again.close()
  })

  it('what a first start that was cut off has left of facts is no file', async () => {
    for (const bytes of [0, 4_096, 12_287]) {
      await (await data.open()).close()
      truncateSync(file('facts.duckdb'), bytes)
      const stores = await data.open()
      expect(said(stores)).toEqual([])
      expect(await days(stores)).toBe(0)
      await stores.close()
    }
    truncateSync(file('facts.duckdb'), 12_288)
    await expect(data.open()).rejects.toMatchObject({ kind: 'facts_unreadable' })
  })

  it('a log without its file is no log of the file that is begun anew', async () => {
    await killed()
    rmSync(file('facts.duckdb'))
    const stores = await data.open()
    expect(said(stores)).toEqual(['log_set_aside', 'facts_lost'])
    expect(await slicesOf(stores)).toBe(0)
    await stores.close()
  })

  it('facts that are older than dims, as in a copy made during a load, are told and owed', async () => {
    const stores = await data.open()
    await loadDays(stores, 1, 5)
    await stores.close()
    copyFileSync(file('facts.duckdb'), `${file('facts.duckdb')}.older`)
    const more = await data.open()
    await loadDays(more, 6, 9)
    await more.close()
    renameSync(`${file('facts.duckdb')}.older`, file('facts.duckdb'))
    const behind = await data.open()
    expect(said(behind)).toEqual(['facts_behind'])
    expect(behind.notices[0]?.details).toMatchObject({ count: 4 })
    expect(owesRecheck(behind.dims)).toBe(true)
    expect(await days(behind)).toBe(5)
    await loadDays(behind, 6, 9)
    await behind.close()
    const whole = await data.open()
    expect(said(whole)).toEqual([])
    expect(await days(whole)).toBe(9)
    await whole.close()
  })

  it('dims that are older than facts are told, their copies are made anew, and no run takes the slices of a lost one for its own', async () => {
    const stores = await data.open()
    await loadDays(stores, 1, 2)
    await stores.close()
    copyFileSync(file('dims.sqlite'), `${file('dims.sqlite')}.older`)
    const more = await data.open()
    await loadDays(more, 3, 6)
    await load(
      more,
      1,
      into,
      sliceOf(day(7), day(7), { open: true }),
      { fact_test_sales: [saleRow(day(7), 1, 7)] },
      1,
    )
    await load(more, 1, streamInto([goods], { mode: 'upsert' }, 'goods'), sliceOf(day(1)), {
      dim_test_goods: [goodsRow(1, 'later')],
    })
    await more.close()
    renameSync(`${file('dims.sqlite')}.older`, file('dims.sqlite'))
    const behind = await data.open()
    expect(said(behind)).toEqual(['dims_behind'])
    expect(await behind.facts.read('SELECT name FROM dim_test_goods')).toEqual([])
    // Run ids start again in these dims: the open slice of the lost run 1 must be read again.
    expect((await behind.store.done(1, into, 1)).has(day(7))).toBe(false)
    expect((await behind.store.done(1, into, 1)).has(day(6))).toBe(true)
    await behind.close()
    const again = await data.open()
    expect(said(again)).toEqual([])
    await again.close()
  })

  it.each([
    [1, 'facts_behind'],
    [-1, null],
    [-2, 'dims_behind'],
  ])('dims that have heard of %i commits more than there are: %s', async (more, word) => {
    const stores = await data.open()
    await loadDays(stores, 1, 3)
    stores.dims.exec(`UPDATE dim_stamp SET generation = generation + ${more}`)
    await stores.close()
    const same = await data.open()
    expect(said(same)).toEqual(word === null ? [] : [word])
    await same.close()
  })

  it('facts of an earlier release, without a stamp, are missed too', async () => {
    const stores = await data.open()
    insertShop(stores.dims, {
      name: 'Дом',
      marketplace: 'wb',
      clientId: 'a',
      perfClientId: null,
      demo: false,
    })
    await loadDays(stores, 1, 3)
    stores.dims.exec('DELETE FROM dim_stamp')
    await stores.close()
    rmSync(file('facts.duckdb'))
    const anew = await data.open()
    expect(said(anew)).toEqual(['facts_lost'])
    expect(owesRecheck(anew.dims)).toBe(true)
    await anew.close()
  })

  it('a kill between the commit of facts and the word to dims is no loss', async () => {
    const stores = await data.open()
    await loadDays(stores, 1, 3)
    stores.dims.exec('UPDATE dim_stamp SET generation = generation - 1')
    await stores.close()
    const same = await data.open()
    expect(said(same)).toEqual([])
    expect(existsSync(file('facts.duckdb.wal'))).toBe(false)
    await same.close()
  })
})
