import { expect, test } from 'vitest'
import { day, id, money, optional, table } from './table.ts'

const columns = { sku: id(), dt: day(), price: optional(money()) }

test('a table keeps its rows for ever and knows no day, unless it says so', () => {
  const bare = table('test', { store: 'facts', key: ['sku'], columns, grain: 'One row is a product.' })
  expect(bare).toMatchObject({ name: 'test', day: null, retention: null })
  const dated = table('test', {
    store: 'facts',
    key: ['sku', 'dt'],
    columns,
    day: 'dt',
    retention: 30,
    grain: 'One row is a product on a day.',
  })
  expect(dated).toMatchObject({ day: 'dt', retention: 30 })
})

test('a column must have a value unless it is optional, and one of the key always has', () => {
  expect([columns.sku.optional, columns.price.optional]).toEqual([false, true])
  expect(columns.price.kind).toBe('money')
  expect(() =>
    table('test', { store: 'facts', key: ['sku', 'price'], columns, grain: 'One row is a price.' }),
  ).toThrow('test: key column price must not be optional')
})
