import { expect, test } from 'vitest'
import { printable, printableJson, printableLine } from './printable.ts'

test('what a terminal would obey is written out', () => {
  expect(printableLine('Плед\u001b[31m «Ёлка»\u009b2J\r\n\u202e')).toBe(
    'Плед\\u001b[31m «Ёлка»\\u009b2J\\u000d\\u000a\\u202e',
  )
  expect(printable('один\nдва\u0007')).toBe('один\nдва\\u0007')
})

test('JSON stays JSON of the same value', () => {
  const value = { name: 'a\u009b2J\u007f\u001b[0m' }
  const written = printableJson(JSON.stringify(value))
  expect(written).not.toMatch(/[\u007f-\u009f]/)
  expect(JSON.parse(written)).toEqual(value)
})
