import { expect, test } from 'vitest'
import { migrated } from '../../../../../tests/support/migration.ts'

test('P25: what is known of the content of a card stays, and its texts and photos are not known yet', async () => {
  const { before, after } = await migrated('dims', 'content_whole')
  const whole = { title: null, description: null, photos: null }
  expect(after).toEqual({
    ...before,
    dim_ozon_product_content: before.dim_ozon_product_content?.map(row => ({ ...row, ...whole })),
    dim_wb_product_content: before.dim_wb_product_content?.map(row => ({ ...row, ...whole })),
  })
})
