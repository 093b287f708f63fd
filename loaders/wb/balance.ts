import { z } from 'zod'
import { HOST } from '#contract/marketplaces/wb.ts'
import { today } from '../core/declare/slices.ts'
import { get } from '../core/declare/source.ts'
import { step, stream } from '../core/declare/stream.ts'
import { day, money, optional, table, text } from '../core/declare/table.ts'
import { maybeSum, sum, text as word } from '../core/parse/fields.ts'

const balance = table('fact_wb_balance', {
  store: 'facts',
  key: ['dt'],
  day: 'dt',
  grain:
    'What the account at Wildberries held on one day, as last read; days on which the app did not run are absent, since the marketplace keeps no history.',
  columns: {
    dt: day(),
    current: money(),
    /** The part that may be withdrawn now. */
    for_withdraw: optional(money()),
    currency: optional(text()),
  },
})

const Balance = z.object({ currency: word, current: sum, for_withdraw: maybeSum })

const account = stream({
  id: 'wb.balance.account',
  into: [balance],
  slices: today(),
  source: get(HOST.finance)('/api/v1/account/balance', { shape: Balance, body: () => ({}) }),
  rows: ({ currency, current, for_withdraw }, { to: dt }) => ({
    fact_wb_balance: [{ dt, current, for_withdraw, currency }],
  }),
})

export const balanceTables = [balance] as const
export const balanceStep = step('wb.balance', { lane: 'balance', refresh: 'daily' }, [account])
