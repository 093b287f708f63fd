import { describe, expect, test } from 'vitest'
import { play, streamOf } from '../../tests/support/play.ts'
import type { RunContext } from '../core/declare/slices.ts'
import { sliceKey } from '../core/declare/slices.ts'
import { width } from './funnel.ts'

const plan = (skus: number, ...may: readonly string[]): RunContext => ({
  today: '2026-11-24',
  now: () => '2026-11-24T09:00:00.000Z',
  first: true,
  may: capability => may.includes(capability),
  ids: async () => Array.from({ length: skus }, (_, index) => index + 1),
})

describe('the funnel', () => {
  const { slices } = streamOf('ozon.funnel.days')
  const row = (sku: unknown, dt: string, ...metrics: readonly unknown[]) => ({
    dimensions: [
      { id: sku, name: 'Плед' },
      { id: dt, name: '' },
    ],
    metrics,
  })

  test('is cut so that one request of a minute holds all SKUs of a slice', async () => {
    expect(
      await Promise.all([0, 10, 40, 41, 42, 200, 499, 500, 2000].map(skus => width(plan(skus)))),
    ).toEqual([62, 62, 24, 24, 14, 4, 2, 1, 1])
  })

  test('keeps its slices when a product joins the catalogue, and loads them anew when the plan asks for more', async () => {
    const keys = async (of: RunContext) => (await slices(of)).map(sliceKey)
    expect(await keys(plan(41))).toEqual(await keys(plan(40)))
    const full = await keys(plan(40, 'premium'))
    const basic = await keys(plan(40))
    expect(full.filter(key => basic.includes(key))).toEqual([])
  })

  test('goes back 90 days, and 365 with Premium Plus', async () => {
    expect((await slices(plan(40))).at(-1)?.from).toBe('2026-08-27')
    expect((await slices(plan(40, 'premium'))).at(-1)?.from).toBe('2025-11-25')
  })

  test('asks for two figures without Premium Plus and leaves the others empty, which is not zero', async () => {
    const { rows, requests } = await play('ozon.funnel.days', () => ({
      result: { data: [row('308403988', '2026-07-01', 22932.5, '6')], totals: [22932.5, 6] },
    }))
    expect(requests[0]?.body).toMatchObject({
      dimension: ['sku', 'day'],
      metrics: ['revenue', 'ordered_units'],
    })
    expect(rows.fact_ozon_funnel).toMatchObject([
      {
        sku: 308403988,
        dt: '2026-07-01',
        revenue: 2293250,
        ordered_units: 6,
        hits_view: null,
        returns: null,
      },
    ])
  })

  test('reads fourteen figures by their place with Premium Plus', async () => {
    const variant = (await slices(plan(40, 'premium')))[0]?.variant
    const metrics = [22932, 6, 1834, 1200, 634, 950, 410, 55, 41, '3,5', 0, 1, 4, 17.2]
    const { rows, requests } = await play(
      'ozon.funnel.days',
      () => ({ result: { data: [row(1, '2026-07-01', ...metrics)] } }),
      { ...(variant && { variant }) },
    )
    expect(requests[0]?.body).toMatchObject({ metrics: { length: 14 } })
    expect(rows.fact_ozon_funnel).toMatchObject([
      {
        hits_view: 1834,
        session_view_pdp: 410,
        conv_tocart: 3.5,
        delivered_units: 4,
        position_category: 17.2,
      },
    ])
  })

  test('goes on behind a full page and sees a page that comes again', async () => {
    const full = {
      result: { data: Array.from({ length: 1000 }, (_, sku) => row(sku + 1, '2026-07-01', 1, 1)) },
    }
    const { rows, requests } = await play('ozon.funnel.days', (_, asked) =>
      asked === 1 ? full : { result: { data: [row(5000, '2026-07-01', 1, 1)] } },
    )
    expect(rows.fact_ozon_funnel).toHaveLength(1001)
    expect(requests[1]?.body).toMatchObject({ offset: 1000 })
    await expect(play('ozon.funnel.days', () => full)).rejects.toMatchObject({ kind: 'shape' })
  })
})

describe('returns', () => {
  const one = (id: number | string, more: Readonly<Record<string, unknown>> = {}) => ({
    id,
    type: 'ClientReturn',
    schema: 'Fbo',
    product: {
      sku: 1,
      quantity: 1,
      price: { currency_code: 'RUB', price: 1140 },
      commission: { currency_code: '', price: 0 },
    },
    logistic: { return_date: '2026-07-13T22:47:09.440Z', final_moment: null },
    ...more,
  })
  const page = (has_next: boolean | null, ...returns: readonly unknown[]) => ({ returns, has_next })

  test('go on from the greatest id of a page, for the answer has no cursor', async () => {
    const { rows, requests } = await play('ozon.returns.list', (_, asked) =>
      asked === 1 ? page(true, one('20'), one(10)) : page(false, one(30)),
    )
    expect(requests.map(({ body }) => (body as { last_id: unknown }).last_id)).toEqual([0, 20])
    expect(rows.fact_ozon_returns?.map(row => row.return_id)).toEqual([20, 10, 30])
    const [first] = requests.map(({ body }) => body as { filter: object })
    expect(Object.keys(first?.filter ?? {})).toEqual(['logistic_return_date'])
  })

  test('that are no longer in a window of their own are read again when their status changes, but none from before the history', async () => {
    const visual = { status: { sys_name: 'ReceivedBySeller' }, change_moment: '2026-11-20T10:00:00Z' }
    const { rows, requests } = await play('ozon.returns.changes', () =>
      page(
        false,
        one(20, { visual }),
        one(10, { logistic: { return_date: '2025-01-02T10:00:00Z' }, visual }),
      ),
    )
    expect(requests.map(({ body }) => Object.keys((body as { filter: object }).filter))).toEqual([
      ['visual_status_change_moment'],
    ])
    expect(rows.fact_ozon_returns).toMatchObject([{ dt: '2026-07-14', status: 'ReceivedBySeller' }])
  })

  test('whose status changed in days that are over are asked for once more, and no longer', async () => {
    const { slices } = streamOf('ozon.returns.changes')
    const plan = { today: '2026-11-24', ids: async () => [] } as unknown as RunContext
    const open = (await slices(plan)).filter(({ open }) => open)
    expect(open).toMatchObject([{ to: '2026-11-24' }])
  })

  test('whose id stands still are an error of shape', async () => {
    await expect(play('ozon.returns.list', () => page(true, one(20)))).rejects.toMatchObject({
      kind: 'shape',
    })
  })

  test('belong to the Moscow day of their return, else of its end, else of the last change', async () => {
    const visual = { status: { sys_name: 'ReturnedToOzon' }, change_moment: '2026-07-20T10:00:00Z' }
    const { rows, unmapped } = await play('ozon.returns.list', () =>
      page(
        false,
        one(1),
        one(2, { logistic: { return_date: null, final_moment: '2026-07-15T10:00:00Z' } }),
        one(3, { logistic: null, visual }),
        one(4, { logistic: {}, visual: {}, type: 'Teleported' }),
      ),
    )
    expect(rows.fact_ozon_returns?.map(row => row.dt)).toEqual([
      '2026-07-14',
      '2026-07-15',
      '2026-07-20',
      '2026-07-01',
    ])
    expect(rows.fact_ozon_returns?.[0]).toMatchObject({ return_schema: 'FBO', price: 114000, commission: 0 })
    expect(unmapped).toEqual(['return_without_date: 4', 'return type: Teleported'])
  })
})
