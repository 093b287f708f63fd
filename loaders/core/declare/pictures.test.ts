import { expect, test } from 'vitest'
import { marketplaceOf } from '../../index.ts'
import { isPictureAddress } from './pictures.ts'

const [ozon, wb] = [marketplaceOf('ozon').pictures, marketplaceOf('wb').pictures]

test.for([
  ['https://ir.ozone.ru/s3/multimedia-1-h/11107018133.jpg', ozon],
  ['https://cdn1.ozone.ru/s3/multimedia-a/1.jpg?x=1', ozon],
  ['https://basket-10.wbbasket.ru/vol1592/part159206/159206280/images/big/1.webp', wb],
] as const)('%s may be asked for', ([address, hosts]) => {
  expect(isPictureAddress(new URL(address), hosts)).toBe(true)
})

test.for([
  'http://ir.ozone.ru/1.jpg',
  'https://evil-ozone.ru/1.jpg',
  'https://ozone.ru.evil.net/1.jpg',
  'https://ir.ozone.ru:8443/1.jpg',
  'https://user:secret@ir.ozone.ru/1.jpg',
  'https://127.0.0.1/1.jpg',
  'https://basket-10.wbbasket.ru/1.webp',
  'file:///etc/passwd',
])('%s may not', address => {
  expect(isPictureAddress(new URL(address), ozon)).toBe(false)
})

test('the small version is asked for where the host makes one', () => {
  expect(ozon.small('/s3/multimedia-1-h/11107018133.jpg')).toBe('/s3/multimedia-1-h/wc250/11107018133.jpg')
  expect(ozon.small('/s3/a/wc1000/1.jpg')).toBe('/s3/a/wc1000/1.jpg')
  expect(wb.small('/vol1/part1/1/images/big/1.webp')).toBe('/vol1/part1/1/images/c246x328/1.webp')
})
