import { describe, expect, test } from 'vitest'
import { play, streamOf } from '../../tests/support/play.ts'
import type { IdsOf, RunContext } from '../core/declare/slices.ts'
import { LoadError } from '../core/errors.ts'
import { adClustersStep } from './ad-clusters.ts'

const MONTH = { window: { start: '2026-06-02', days: 30 }, from: '2026-06-02', to: '2026-07-01' }
const stat = {
  normQuery: 'румяна для лица',
  views: 190,
  clicks: 56,
  atbs: 71,
  orders: 2,
  shks: 44,
  ctr: 29.47,
  cpc: 4.38,
  cpm: 1290.95,
  avgPos: 7.9,
  spend: 245.28,
}
const told = (...dailyStats: readonly unknown[]) => ({ items: [{ advertId: 1, nmId: 7, dailyStats }] })
const refusal = (detail: string) =>
  new LoadError('bad_request', `POST /adv: 400 {"title":"invalid payload","detail":"${detail}"}`)
const itemsOf = (body: unknown) => (body as { items: readonly Record<string, number>[] }).items

describe('clusters of search phrases', () => {
  test('have what each showed and cost on a day; those of clicks have no views', async () => {
    const perClick = { ...stat, normQuery: 'румяна', views: null, ctr: null, cpm: null }
    const { rows, requests } = await play(
      'wb.ad_clusters.days',
      () =>
        told({ date: '2026-06-27', stat }, { date: '2026-06-27', stat: perClick }, { date: '2026-06-28' }),
      { ...MONTH, ids: ['1/7', '2/8'] },
    )
    expect(requests).toMatchObject([
      {
        method: 'POST',
        body: {
          from: '2026-06-02',
          to: '2026-07-01',
          items: [
            { advertId: 1, nmId: 7 },
            { advertId: 2, nmId: 8 },
          ],
        },
      },
    ])
    expect(rows.fact_wb_ad_clusters).toEqual([
      {
        advert_id: 1,
        nm_id: 7,
        dt: '2026-06-27',
        cluster: 'румяна для лица',
        views: 190,
        clicks: 56,
        atbs: 71,
        orders: 2,
        shks: 44,
        ctr: 29.47,
        cpc: 438,
        cpm: 129095,
        avg_position: 7.9,
        spend: 24528,
      },
      expect.objectContaining({ cluster: 'румяна', views: null, ctr: null, cpm: null, spend: 24528 }),
    ])
  })

  test('are asked for eighty pairs at a time, and not at all where nothing was shown', async () => {
    const ids = Array.from({ length: 165 }, (_, nm) => `1/${nm + 1}`)
    const { requests } = await play('wb.ad_clusters.days', () => ({ items: null }), { ...MONTH, ids })
    expect(requests.map(({ body }) => itemsOf(body).length)).toEqual([80, 80, 5])
    expect((await play('wb.ad_clusters.days', () => told(), MONTH)).requests).toEqual([])
  })

  test.each([null, { items: [] }])('none are no row: %j', async answer => {
    const { rows } = await play('wb.ad_clusters.days', () => answer, { ...MONTH, ids: ['1/7'] })
    expect(rows.fact_wb_ad_clusters).toEqual([])
  })

  test.each([
    ['a day', { date: '27.06', stat }],
    ['a name', { date: '2026-06-27', stat: { ...stat, normQuery: '' } }],
  ])('without %s are an error of shape', async (_, day) => {
    const asked = play('wb.ad_clusters.days', () => told(day), { ...MONTH, ids: ['1/7'] })
    await expect(asked).rejects.toMatchObject({ kind: 'shape' })
  })

  test.each([
    ['wb.ad_clusters.days', 'fact_wb_ad_clusters', 'invalid ids'],
    ['wb.ad_clusters.bids', 'fact_wb_ad_cluster_bids', 'invalid payment_type value'],
  ] as const)('a campaign that is refused spoils none of the others: %s', async (id, table, word) => {
    const { rows, unmapped } = await play(
      id,
      ({ body }) => {
        const items = itemsOf(body)
        if (items.some(({ advertId, advert_id }) => (advertId ?? advert_id) === 3)) return refusal(word)
        return {
          items: items.map(item => ({ ...item, dailyStats: [{ date: '2026-06-27', stat }] })),
          bids: items.map(item => ({ ...item, norm_query: 'румяна', bid: 9000, bid_kopecks: 25000 })),
        }
      },
      { ...MONTH, ids: ['1/7', '2/8', '3/9', '4/7'] },
    )
    expect(rows[table]?.map(({ advert_id }) => advert_id)).toEqual([1, 2, 4])
    expect(unmapped).toEqual(['campaign_without_clusters: 3/9'])
    const any = play(id, () => refusal('incorrect request body'), { ...MONTH, ids: ['1/7', '3/9'] })
    await expect(any).rejects.toMatchObject({ kind: 'bad_request' })
  })
})

describe('bids on clusters', () => {
  test('are in hundredths, of a hundred pairs at a time; a bid of zero is none', async () => {
    const ids = Array.from({ length: 101 }, (_, nm) => `1/${nm + 1}`)
    const bid = {
      advert_id: 1,
      nm_id: 7,
      norm_query: 'румяна',
      bid: 9000,
      bid_kopecks: 25000,
      currency: 'RUB',
    }
    const { rows, requests } = await play(
      'wb.ad_clusters.bids',
      (_, asked) => ({ bids: asked === 1 ? [bid, { ...bid, nm_id: 8, bid_kopecks: 0 }] : null }),
      { ids },
    )
    expect(requests.map(({ body }) => itemsOf(body).length)).toEqual([100, 1])
    expect(itemsOf(requests[1]?.body)).toEqual([{ advert_id: 1, nm_id: 101 }])
    expect(rows.fact_wb_ad_cluster_bids).toEqual([
      { advert_id: 1, nm_id: 7, cluster: 'румяна', dt: '2026-07-01', bid: 25000, currency: 'RUB' },
    ])
  })

  test('are those of today, of the cards that had manual bids per view today or yesterday', async () => {
    const asked: unknown[] = []
    const ids: RunContext['ids'] = async (of: IdsOf, from, to) => {
      asked.push([of.table.name, of.column, of.beside, of.where, from, to])
      return ['1/7']
    }
    const plan = { today: '2026-11-24', ids } as RunContext
    expect(await streamOf('wb.ad_clusters.bids').slices(plan)).toMatchObject([
      { window: { start: '2026-11-24', days: 1 }, from: '2026-11-24', to: '2026-11-24', ids: ['1/7'] },
    ])
    expect(asked).toEqual([
      [
        'log_wb_bids',
        'advert_id',
        'nm_id',
        { placement: 'search', bid_type: 'manual', payment_type: 'cpm' },
        '2026-11-23',
        '2026-11-24',
      ],
    ])
  })
})

test('a Base token is not asked to read clusters: it would begin each slice anew for ever', () => {
  const plan = (base: boolean) => ({ may: (what: string) => base && what === 'base' })
  expect([true, false].map(base => adClustersStep.when?.(plan(base)))).toEqual(['token_type', null])
})
