import { beforeEach, expect, test } from 'vitest'
import { openRecords } from '../../../../tests/support/records.ts'
import type { Dims } from '../sqlite/connection.ts'
import { forgetPauses, pausesOf } from './pauses.ts'
import { insertShop } from './shops.ts'

let dims: Dims
beforeEach(() => {
  dims = openRecords()
  for (const marketplace of ['ozon', 'wb'] as const)
    insertShop(dims, {
      name: 'x',
      marketplace,
      clientId: `of ${marketplace}`,
      perfClientId: null,
      demo: false,
    })
})

const open = Date.parse('2026-01-02T10:00:00.000Z')
const ozon = (readOnly = false) => pausesOf({ dims, readOnly }, 'ozon')

test('a pause is of one method of one account of one marketplace, and the last that was said', () => {
  ozon().set('/a', 'of ozon', { open: open - 5, asked: false })
  ozon().set('/a', 'of ozon', { open, asked: true })
  ozon().set('/b', 'of ozon', { open: open + 1, asked: false })
  expect(ozon().get('/a', 'of ozon')).toEqual({ open, asked: true })
  expect(ozon().get('/b', 'of ozon')).toEqual({ open: open + 1, asked: false })
  expect(ozon().get('/c', 'of ozon')).toBeNull()
  expect(ozon().get('/a', 'of another')).toBeNull()
  expect(pausesOf({ dims, readOnly: false }, 'wb').get('/a', 'of ozon')).toBeNull()
  expect(dims.prepare('SELECT asked FROM pauses ORDER BY bucket').pluck().all()).toEqual([1, 0])
})

test('data that are only read bear a pause in memory alone', () => {
  ozon(true).set('/a', 'of ozon', { open, asked: true })
  expect(ozon(true).get('/a', 'of ozon')).toBeNull()
})

test('what was over before today began in Moscow is forgotten, and without a day only what is of no shop', () => {
  const began = Date.parse('2026-01-01T21:00:00.000Z')
  ozon().set('/just', 'of ozon', { open: began, asked: true })
  ozon().set('/over', 'of ozon', { open: began - 1, asked: true })
  ozon().set('/foreign', 'of wb', { open, asked: true })
  const left = () => dims.prepare('SELECT bucket FROM pauses ORDER BY bucket').pluck().all()
  forgetPauses(dims)
  expect(left()).toEqual(['/just', '/over'])
  forgetPauses(dims, '2026-01-02')
  expect(left()).toEqual(['/just'])
})
