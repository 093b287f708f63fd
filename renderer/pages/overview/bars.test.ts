import { expect, it } from 'vitest'
import type { Palette } from '../../components/Chart/palette.ts'
import { bars, type Drawn } from './bars.ts'
import type { Bucket } from './buckets.ts'

/** Each colour is its name. */
const PALETTE = new Proxy({}, { get: (_, name) => name }) as Palette
const bucket = (part: Partial<Bucket>): Bucket => ({
  from: '2026-11-01',
  to: '2026-11-01',
  units: 3,
  revenue: 300,
  adSpend: 30,
  days: 1,
  known: 1,
  whole: 1,
  lacking: [],
  unfinished: false,
  adsPartial: false,
  ...part,
})
interface Series {
  readonly data: readonly unknown[]
  readonly itemStyle: { readonly color: string }
}
/** What is drawn, by series: orders, advertising, missing data. */
function drawn(buckets: readonly Bucket[], part: Partial<Drawn> = {}, width = 800) {
  const option = bars({
    buckets,
    marks: [],
    ticks: () => [],
    nameOf: ({ from }) => from,
    measure: 'revenue',
    write: String,
    money: String,
    height: 250,
    ...part,
  })(PALETTE, width)
  const [orders, ads, missing] = (option.series as unknown as readonly Series[]).map(({ data }) => data)
  return { orders, ads, missing, option }
}
const pale = (value: number, of: 'revenue' | 'ads') => ({
  value,
  itemStyle: { color: `${of}Partial`, borderColor: of, borderWidth: 1, borderType: 'dashed' },
})

it('whole bars are drawn full, each measure by its figure', () => {
  expect(drawn([bucket({})])).toMatchObject({ orders: [300], ads: [30], missing: [null] })
  expect(drawn([bucket({})], { measure: 'units' })).toMatchObject({ orders: [3], ads: [30] })
})

it('what is not whole is pale, orders and advertising each for themselves; a zero is no dash on the axis', () => {
  const { orders, ads } = drawn([
    bucket({ unfinished: true }),
    bucket({ adsPartial: true }),
    bucket({ revenue: 0, adSpend: 0, unfinished: true, adsPartial: true }),
  ])
  expect(orders).toEqual([pale(300, 'revenue'), 300, 0])
  expect(ads).toEqual([30, pale(30, 'ads'), 0])
})

it('what was not loaded is hatched, and is no zero', () => {
  const { orders, ads, missing } = drawn([
    bucket({ units: null, revenue: null, adSpend: null, lacking: [1] }),
    bucket({ units: 0, revenue: 0 }),
  ])
  expect(orders).toEqual([null, 0])
  expect(ads).toEqual([null, 30])
  expect(missing).toEqual([1, null])
})

it('advertising has a pane of its own, and none where nothing of it is known', () => {
  const heights = (of: readonly Bucket[]) =>
    (drawn(of).option.grid as readonly { readonly height: number }[]).map(({ height }) => height)
  expect(heights([bucket({})])).toEqual([166, 40])
  expect(heights([bucket({ adSpend: null })])).toEqual([220, 0])
})

it('so many names stand on the axis as there is room for', () => {
  const asked: number[] = []
  const ticks = (most: number) => {
    asked.push(most)
    return []
  }
  drawn([bucket({})], { ticks }, 668)
  drawn([bucket({})], { ticks }, 128)
  expect(asked).toEqual([10, 1])
})
