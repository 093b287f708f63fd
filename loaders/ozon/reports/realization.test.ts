import { expect, test } from 'vitest'
import { type Answer, play } from '../../../tests/support/play.ts'
import { LoadError } from '../../core/errors.ts'

const may = { window: { start: '2026-05-01', days: 31 }, from: '2026-05-01', to: '2026-05-31' }
const refused =
  (kind: 'no_role' | 'bad_request'): Answer =>
  ({ path }) =>
    path === '/v1/seller/info' ? { company: { currency: 'KZT' } } : new LoadError(kind, 'refused')

test.each(['ozon.realization.months', 'ozon.realization_postings.months'])(
  'for a company of Kazakhstan %s tells of a missing role, not of a report that its country lacks',
  async id => {
    await expect(play(id, refused('no_role'), may)).rejects.toMatchObject({ kind: 'no_role' })
    expect((await play(id, refused('bad_request'), may)).notices).toEqual(['no_report_in_country'])
  },
)

test('totals of a printed report are kept to the kopeck, and its identity with them', async () => {
  const { rows } = await play(
    'ozon.realization.months',
    () => ({
      result: {
        header: { number: '1', currency_sys_name: 'RUB' },
        rows: [
          {
            rowNumber: 1,
            item: { sku: 1 },
            delivery_commission: {
              quantity: 1,
              amount: 759339.98,
              bonus: 284140.84,
              bank_coinvestment: 18374.21,
              stars: 0,
              pick_up_point_coinvestment: 0,
              standard_fee: 238579.15,
              total: 823275.88,
            },
            return_commission: null,
          },
        ],
      },
    }),
    may,
  )
  const [row] = rows.fact_ozon_realization as readonly Record<string, number>[]
  expect(row).toMatchObject({ total: 82_327_588, amount: 75_933_998, standard_fee: 23_857_915 })
  const { amount = 0, bonus = 0, bank_coinvestment: partners = 0, standard_fee: fee = 0 } = row ?? {}
  expect(amount + bonus + partners - fee).toBe(row?.total)
})
