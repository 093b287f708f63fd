import { expect, test } from 'vitest'
import { play } from '../../tests/support/play.ts'

const row = (subjectID: number, more: Readonly<Record<string, unknown>> = {}) => ({
  parentID: 657,
  parentName: 'Бытовая техника',
  subjectID,
  subjectName: 'Оборудование зуботехническое',
  ...more,
})
const OWN = { ids: [6461, 6462], batch: 'own' }

test('commissions are kept of the categories of the shop, by the model of sale', async () => {
  const kgvp = {
    paidStorageKgvp: 15.5,
    kgvpMarketplace: 19,
    kgvpSupplier: 12.5,
    kgvpSupplierExpress: 3,
    kgvpPickup: 14,
    kgvpBooking: 14.5,
  }
  const answer = { report: [row(6461, kgvp), row(1, kgvp)] }
  const { rows, requests } = await play('wb.commissions.categories', () => answer, OWN)
  expect(requests.map(({ query }) => query)).toEqual([{ locale: 'ru' }])
  expect(rows.fact_wb_commissions).toEqual([
    {
      category_id: 6461,
      dt: '2026-07-01',
      category: 'Оборудование зуботехническое',
      parent: 'Бытовая техника',
      fbw: 15.5,
      fbs: 19,
      dbs: 12.5,
      edbs: 3,
      pickup: 14,
      booking: 14.5,
      extra: null,
    },
  ])
})

test('commissions of sellers of other countries keep their names', async () => {
  const answer = { report: [row(6462, { kgvpChina: 15.5 })] }
  const { rows } = await play('wb.commissions.categories', () => answer, OWN)
  expect(rows.fact_wb_commissions).toMatchObject([{ fbw: null, extra: { kgvpChina: 15.5 } }])
})

test('a commission that is no number is an error of shape', async () => {
  const answer = { report: [row(6461, { paidStorageKgvp: 'много' })] }
  await expect(play('wb.commissions.categories', () => answer, OWN)).rejects.toMatchObject({ kind: 'shape' })
})
