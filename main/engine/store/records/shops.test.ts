import { beforeEach, describe, expect, test } from 'vitest'
import { openRecords } from '../../../../tests/support/records.ts'
import type { Dims } from '../sqlite/connection.ts'
import {
  findShop,
  forgetShop,
  insertShop,
  listShops,
  readSetting,
  type ShopChange,
  updateShop,
  writeSetting,
} from './shops.ts'

let dims: Dims
beforeEach(() => {
  dims = openRecords()
})

const cabinet = { name: 'Дом', marketplace: 'ozon', clientId: '7', perfClientId: 'ads', demo: false } as const

describe('a shop', () => {
  test('is new and active, with nothing loaded, until more is said of it', () => {
    const { createdAt, ...shop } = insertShop(dims, cabinet)
    expect(shop).toEqual({
      ...cabinet,
      id: 1,
      status: 'active',
      messages: [],
      lastSyncAt: null,
      keyExpiresAt: null,
      subscription: null,
      roles: [],
      loaded: false,
    })
    expect(Date.parse(createdAt)).toBeGreaterThan(Date.parse('2026-01-01'))
    expect(findShop(dims, 2)).toBeNull()
  })

  test('gets a number that no shop ever had, or the one that was its own before', () => {
    expect(insertShop(dims, cabinet).id).toBe(1)
    expect(insertShop(dims, cabinet).id).toBe(2)
    forgetShop(dims, 2)
    expect(insertShop(dims, cabinet).id).toBe(3)
    expect(insertShop(dims, cabinet, 2).id).toBe(2)
    expect(listShops(dims).map(({ id }) => id)).toEqual([1, 2, 3])
  })

  test('keeps what is missing as missing, in every column', () => {
    const { id } = insertShop(dims, { ...cabinet, marketplace: 'wb', clientId: null, perfClientId: null })
    const [row] = dims.prepare('SELECT client_id, perf_client_id, last_sync_at FROM shops').raw().all()
    expect(row).toEqual([null, null, null])
    expect(findShop(dims, id)).toMatchObject({ clientId: null, perfClientId: null, lastSyncAt: null })
  })

  test('of the demo says so, and another does not', () => {
    insertShop(dims, { ...cabinet, demo: true })
    insertShop(dims, { ...cabinet, demo: false })
    expect(listShops(dims).map(({ demo }) => demo)).toEqual([true, false])
    // As the questions of a person see it.
    expect(dims.prepare('SELECT demo FROM shops ORDER BY id').pluck().all()).toEqual([1, 0])
  })

  test('is changed in what is given alone, and no other shop with it', () => {
    const [one, other] = [insertShop(dims, cabinet), insertShop(dims, cabinet)]
    const change: ShopChange = {
      name: 'Сад',
      status: 'auth_error',
      messages: [{ word: 'a', details: { b: 1 } }],
      lastSyncAt: '2026-01-01T00:00:00.000Z',
      roles: ['x'],
      loaded: true,
    }
    updateShop(dims, one.id, change)
    expect(findShop(dims, one.id)).toEqual({ ...one, ...change })
    updateShop(dims, one.id, { loaded: false, name: undefined, clientId: undefined })
    expect(findShop(dims, one.id)).toEqual({ ...one, ...change, loaded: false })
    updateShop(dims, one.id, { clientId: null })
    expect(findShop(dims, one.id)?.clientId).toBeNull()
    updateShop(dims, one.id, {})
    updateShop(dims, 99, { name: 'nobody' })
    expect(findShop(dims, other.id)).toEqual(other)
  })
})

test('a choice of the person is undefined until it is made, and then the last', () => {
  expect(readSetting(dims, 'theme')).toBeUndefined()
  writeSetting(dims, 'theme', { dark: true })
  writeSetting(dims, 'theme', null)
  writeSetting(dims, 'language', 'ru')
  expect(readSetting(dims, 'theme')).toBeNull()
  expect(readSetting(dims, 'language')).toBe('ru')
})
