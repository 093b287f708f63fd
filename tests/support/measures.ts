import { describe, expect, test } from 'vitest'
import { addDays, daysBetween } from '#contract/days.ts'
import {
  type Dimension,
  MEASURE_IDS,
  type MeasureId,
  type Report,
  type ReportQuery,
  type ReportRow,
} from '#contract/report.ts'
import { measureList } from '../../main/engine/measures/list.ts'
import type { Sandbox } from '../../sandbox/index.ts'
import type { RunningEngine } from './engine.ts'
import { isPerOrder, type ShopTruth, trueCut, trueMeasure } from './measure-truth.ts'

/** A loaded shop, by its name in the sandbox. */
export interface Loaded {
  readonly name: string
  readonly id: number
  readonly marketplace: 'ozon' | 'wb'
}
/** A file of the standard suite whose shops have what a measure needs. */
type Place = 'charges' | 'overview' | 'ozon' | 'wb'
/** Where each measure is tested; one that is new does not compile before it is. */
const TESTED: Readonly<Record<MeasureId, readonly Place[]>> = {
  ordered_units: ['overview'],
  ordered_revenue: ['overview'],
  average_price: ['overview'],
  cancelled_units: ['overview'],
  cancelled_revenue: ['overview'],
  cancel_rate: ['overview'],
  returned_units: ['ozon'],
  ad_spend: ['overview'],
  ad_revenue: ['overview'],
  drr: ['overview'],
  total_drr: ['overview'],
  ad_views: ['overview'],
  ad_clicks: ['overview'],
  ctr: ['overview'],
  cpc: ['overview'],
  card_opens: ['wb'],
  cart_adds: ['wb'],
  cart_rate: ['wb'],
  stock: ['ozon', 'wb'],
  revenue: ['charges'],
  commission: ['charges'],
  logistics: ['charges'],
  storage: ['charges'],
  ads_charged: ['charges'],
  fines: ['charges'],
  unsorted: ['charges'],
  accrued: ['charges'],
  commission_share: ['charges'],
  accrued_share: ['charges'],
}

interface Suite {
  readonly at: Place
  /** Known from `beforeAll` on. */
  readonly running: () => RunningEngine
  readonly sandbox: () => Sandbox
  readonly shops: () => Readonly<Record<string, number>>
  /** The days that the questions are about, both loaded in full; those of a state are today. */
  readonly days: () => { readonly from: string; readonly to: string }
  /** The product of an SKU of a shop of Ozon; the SKU itself without a catalogue. */
  readonly productOf?: (shop: Loaded, sku: string) => string
}
/** A day before everything that is loaded. */
const BEFORE = '2020-01-01'

/**
 * The standard suite of measures over loaded shops: each equals the truth of its world to the kopeck, in all and by every dimension that it claims; its parts
 * add up to it, and so do its days and its shops; before the first load it is unknown.
 */
export function measuresAreTrue({ at, running, sandbox, shops: named, days: asked, productOf }: Suite): void {
  const infos = new Map(measureList().map(info => [info.id, info]))
  const measures = MEASURE_IDS.filter(id => TESTED[id].includes(at))
  const truths = new Map<string, ShopTruth>()
  const truthAt = (name: string, from: string, to: string): ShopTruth =>
    name.startsWith('wb')
      ? { wb: sandbox().wbTruth(name, { from, to }) }
      : { ozon: sandbox().truth(name, { from, to }) }
  const truthOf = ({ name }: Loaded, from: string, to: string): ShopTruth => {
    const key = `${name} ${from} ${to}`
    const known = truths.get(key) ?? truthAt(name, from, to)
    truths.set(key, known)
    return known
  }
  const isState = (id: MeasureId): boolean => infos.get(id)?.family === 'state'
  const days = (id: MeasureId) => (isState(id) ? { from: sandbox().today(), to: sandbox().today() } : asked())
  const ask = (query: ReportQuery) => running().engine.handlers['report.ask'](query) as Promise<Report>
  const shops = (): readonly Loaded[] =>
    Object.entries(named()).map(([name, id]) => ({
      name,
      id,
      marketplace: name.startsWith('wb') ? 'wb' : 'ozon',
    }))
  /** Shops whose marketplace tells a measure. */
  const tellersOf = (id: MeasureId): readonly Loaded[] =>
    shops().filter(shop => infos.get(id)?.marketplaces.some(one => one.marketplace === shop.marketplace))
  const question = (id: MeasureId, of: readonly Loaded[], more: Partial<ReportQuery> = {}): ReportQuery => ({
    measures: [id],
    by: [],
    grain: null,
    shopIds: of.map(shop => shop.id),
    where: {},
    ...days(id),
    compare: null,
    order: null,
    limit: 10_000,
    ...more,
  })
  const trueOf = (id: MeasureId, of: readonly Loaded[], { from, to } = days(id)) =>
    trueMeasure(
      id,
      of.map(shop => truthOf(shop, from, to)),
    )
  const figureOf = ({ figures }: Pick<ReportRow, 'figures'>) => figures[0]?.value
  const sumOf = (values: readonly (number | null | undefined)[]) =>
    values.reduce<number>((sum, value) => sum + (value ?? 0), 0)

  describe.each(measures)('the measure %s', id => {
    const additivity = infos.get(id)?.additivity
    const claimed = infos.get(id)?.dimensions ?? []

    test('P5: equals the truth of each shop, of each marketplace and of all, to the kopeck', async () => {
      const of = tellersOf(id)
      const { total, rows } = await ask(question(id, of, { by: ['shop'] }))
      expect(total[0]).toMatchObject({ value: trueOf(id, of), missing: [] })
      expect(rows.map(row => [row.shopId, figureOf(row)])).toEqual(
        rows.map(({ shopId }) => [
          shopId,
          trueOf(
            id,
            of.filter(shop => shop.id === shopId),
          ),
        ]),
      )
      expect(rows).toHaveLength(of.length)
      if (additivity !== 'non-additive') expect(sumOf(rows.map(figureOf))).toBe(total[0]?.value)
      const each = await ask(question(id, of, { by: ['marketplace'] }))
      for (const row of each.rows)
        expect(figureOf(row)).toBe(
          trueOf(
            id,
            of.filter(shop => shop.marketplace === row.marketplace),
          ),
        )
      // Nothing is tested of a shop where nothing happened.
      expect(sumOf(rows.map(figureOf))).not.toBe(0)
    })

    const grains = isState(id) ? [] : (['day', 'week', 'month'] as const)
    test.each(grains)(
      'P5: equals the truth of every %s of the period, and they add up to it',
      async grain => {
        const of = tellersOf(id)
        const { to } = days(id)
        const from = grain === 'day' ? addDays(to, -4) : days(id).from
        const { total, rows } = await ask(question(id, of, { grain, from }))
        const starts = rows.map(({ time }) => (time !== null && time > from ? time : from))
        const spans = starts.map((start, at) => ({
          from: start,
          to: addDays(starts[at + 1] ?? addDays(to, 1), -1),
        }))
        expect(sumOf(spans.map(span => daysBetween(span.from, span.to)))).toBe(daysBetween(from, to))
        expect(rows.map(figureOf)).toEqual(spans.map(span => trueOf(id, of, span)))
        if (additivity === 'additive') expect(sumOf(rows.map(figureOf))).toBe(total[0]?.value)
      },
    )

    const cuts = claimed.filter(cut => cut !== 'shop' && cut !== 'marketplace')
    test.each(cuts)('P5: equals the truth of every %s of each shop, and they add up to it', async cut => {
      for (const shop of tellersOf(id)) {
        const { from, to } = days(id)
        const { rows, total } = await ask(question(id, [shop], { by: [cut] }))
        const known = trueCut(id, truthOf(shop, from, to), cut, (key, bySku) =>
          bySku && key !== '' ? (productOf?.(shop, key) ?? key) : key,
        )
        if (known === null) throw new Error(`no truth of ${id} by ${cut} in ${shop.name}`)
        const own = Object.keys(known).find(isPerOrder)
        const found = Object.fromEntries(
          rows.map(row => {
            const key = keyOf(row, cut)
            return [
              own !== undefined && cut === 'campaign' && !(key in known) ? own : key,
              figureOf(row),
            ] as const
          }),
        )
        const told = (of: Readonly<Record<string, number | null | undefined>>) =>
          Object.fromEntries(Object.entries(of).filter(([, value]) => value !== 0 && value !== null))
        expect(told(found), shop.name).toEqual(told(known))
        if (additivity !== 'non-additive') expect(sumOf(rows.map(figureOf))).toBe(total[0]?.value)
      }
    })

    test('P5: before the first load is unknown, of a period that begins there too', async () => {
      const [shop] = tellersOf(id)
      if (shop === undefined) throw new Error(`no shop tells ${id}`)
      const to = isState(id) ? BEFORE : days(id).to
      const { total } = await ask(question(id, [shop], { from: BEFORE, to, grain: 'month' }))
      expect(total[0]).toMatchObject({ value: null, missing: expect.arrayContaining([expect.anything()]) })
    })
  })
}

function keyOf(row: ReportRow, cut: Dimension): string {
  if (cut === 'product') return row.productId ?? row.sku ?? ''
  return String((cut === 'campaign' ? row.campaignId : row.line) ?? '')
}
