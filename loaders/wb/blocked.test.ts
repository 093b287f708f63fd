import { expect, test } from 'vitest'
import { play } from '../../tests/support/play.ts'

const card = {
  brand: 'Тест22',
  nmId: 82722944,
  title: 'Гуминовые кислоты',
  vendorCode: 'пкdeир76',
  reason: 'Контактные данные Продавца',
}

test('a blocked card is a row of its day, with the reason', async () => {
  const { rows, requests } = await play('wb.blocked.cards', () => ({ report: [card] }))
  expect(requests.map(({ query }) => query)).toEqual([{ sort: 'nmId', order: 'asc' }])
  expect(rows.fact_wb_blocked_cards).toEqual([
    {
      nm_id: 82722944,
      dt: '2026-07-01',
      vendor_code: 'пкdeир76',
      name: 'Гуминовые кислоты',
      brand: 'Тест22',
      reason: 'Контактные данные Продавца',
    },
  ])
})

test.each([[{ report: [] }], [{ report: null }], [null]])('no blocked card is no row: %j', async answer => {
  const { rows } = await play('wb.blocked.cards', () => answer)
  expect(rows.fact_wb_blocked_cards).toEqual([])
})

test('a card without its number is an error of shape', async () => {
  const answer = { report: [{ ...card, nmId: null }] }
  await expect(play('wb.blocked.cards', () => answer)).rejects.toMatchObject({ kind: 'shape' })
})
