import { expect, onTestFinished, test } from 'vitest'
import { openFactRecords, openRecords } from '../../../../tests/support/records.ts'
import { sales } from '../../../../tests/support/store.ts'
import type { Stores } from '../opening/open.ts'
import { relationsOf } from '../schema/tables.ts'
import { inspect } from './inspect.ts'

async function bench() {
  const [facts, dims] = [await openFactRecords([sales]), openRecords()]
  onTestFinished(() => facts.close())
  const stores = { facts, dims, relations: relationsOf([sales]) } as unknown as Stores
  return { facts, dims, look: () => inspect(stores) }
}

test('two good files have nothing to say', async () => {
  const { look } = await bench()
  expect(await look()).toEqual([])
})

test('a key that stands there twice is told', async () => {
  const { facts, look } = await bench()
  const row = "(1, DATE '2026-01-01', 7, 1, false)"
  const put = `INSERT INTO fact_test_sales (shop_id, dt, sku, amount, paid) VALUES ${row}`
  await facts.exclusive(connection => connection.run(put))
  expect(await look()).toEqual([])
  await facts.exclusive(connection => connection.run(put))
  expect(await look()).toEqual(['fact_test_sales: 1 keys stand there more than once'])
})

test('each fault of either file is told, and the other tables are read all the same', async () => {
  const { facts, dims, look } = await bench()
  // A row that violates its own table, as a disk fault may produce.
  dims.exec(`CREATE TABLE odd (a INTEGER CHECK (a < 5)); PRAGMA ignore_check_constraints = ON;
    INSERT INTO odd VALUES (9); PRAGMA ignore_check_constraints = OFF`)
  await facts.exclusive(connection => connection.run('DROP TABLE owners; DROP TABLE fact_test_sales'))
  expect(await look()).toEqual([
    expect.stringMatching(/CHECK constraint failed in odd/),
    expect.stringMatching(/^owners: .*does not exist/),
    expect.stringMatching(/^fact_test_sales: .*does not exist/),
  ])
})
