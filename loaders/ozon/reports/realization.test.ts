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
