import { expect, test } from 'vitest'
import { parseHosts } from './api-hosts.ts'

test('reads a list of loopback addresses', () => {
  expect(parseHosts('ozon-seller=http://127.0.0.1:8080/, ozon-performance=http://localhost:8081')).toEqual({
    'ozon-seller': 'http://127.0.0.1:8080',
    'ozon-performance': 'http://localhost:8081',
  })
  expect(parseHosts(undefined)).toEqual({})
  expect(parseHosts('ozon-seller=http://[::1]:9')).toEqual({ 'ozon-seller': 'http://[::1]:9' })
})

test.each([
  'ozon-seller=http://10.0.0.1:80',
  'ozon-seller=https://api-seller.ozon.ru.evil.example',
  'ozon-seller=http://127.0.0.1.evil.example',
  'ozon-seller=http://user@evil.example#127.0.0.1',
  'ozon-seller=ftp://127.0.0.1',
  'ozon-seller',
  '',
  ' , ',
  'unknown=http://127.0.0.1:1',
])('refuses %s', list => {
  expect(() => parseHosts(list)).toThrow(expect.objectContaining({ kind: 'bad_input' }))
})
