import type { ChartOption } from '../../components/Chart/echarts.ts'
import type { Palette } from '../../components/Chart/palette.ts'
import { type Bucket, isMissing, isPartial } from './buckets.ts'
import type { Tick } from './ticks.ts'

/** What the bars show: revenue or units. */
export type Measure = 'revenue' | 'units'

/** What is drawn of a period, with all labels formatted. */
export interface Drawn {
  readonly buckets: readonly Bucket[]
  /** Where a shop's history begins: the bar and its label. */
  readonly marks: readonly { readonly point: number; readonly text: string }[]
  /** Which bars get a label on the axis, if so many fit. */
  readonly ticks: (most: number) => readonly Tick[]
  readonly nameOf: (bucket: Bucket, year: boolean) => string
  /** Which figure is drawn, and how the axis formats it. */
  readonly measure: Measure
  readonly write: (value: number) => string
  readonly money: (kopecks: number) => string
  readonly height: number
}

/** Px: width of the axis labels, of one label, and height of the advertising pane. */
const LEFT = 68
const NAME = 60
const ADS = 40
const GAP = 14
/** Px: maximum width of all bars together if there are few, and of one bar. */
const WIDE = 360
const NARROW = 36

/** Chart options: orders as bars, advertising below on its own axis; missing data is hatched, partial data is pale. */
export function bars({ buckets, marks, ticks, nameOf, measure, write, money, height }: Drawn) {
  return (palette: Palette, width: number): ChartOption => {
    const ads = buckets.some(({ adSpend }) => adSpend !== null)
    const named = new Map(ticks(Math.floor((width - LEFT) / NAME)).map(({ point, year }) => [point, year]))
    const years = [...named.values()].some(year => year)
    const top = marks.length > 0 ? 24 : 10
    const bottom = years ? 34 : 20
    const upper = height - top - bottom - (ads ? ADS + GAP : 0)
    const axis = (gridIndex: number, last: boolean) => ({
      type: 'category' as const,
      gridIndex,
      data: buckets.map(({ from }) => from),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: palette.line } },
      axisLabel: {
        show: last,
        color: palette.dimmed,
        fontSize: 11,
        lineHeight: 14,
        margin: 6,
        interval: (point: number) => named.has(point),
        formatter: (_: string, point: number) => {
          const bucket = buckets[point]
          return bucket ? nameOf(bucket, named.get(point) ?? false) : ''
        },
      },
      axisPointer: {
        show: true,
        type: 'shadow' as const,
        // Behind the bars, so that it does not cover them.
        z: 0,
        triggerTooltip: false,
        label: { show: false },
        shadowStyle: { color: palette.cursor, opacity: 1 },
      },
    })
    const sums = (gridIndex: number, splitNumber: number, formatter: (value: number) => string) => ({
      type: 'value' as const,
      gridIndex,
      splitNumber,
      minInterval: 1,
      axisLabel: { color: palette.dimmed, fontSize: 11, formatter, hideOverlap: true },
      splitLine: { lineStyle: { color: palette.line } },
    })
    const bar = (value: number | null, partial: boolean, full: string, pale: string) =>
      // A zero would be drawn as a line on the axis.
      value && partial
        ? {
            value,
            itemStyle: { color: pale, borderColor: full, borderWidth: 1, borderType: 'dashed' as const },
          }
        : value
    const looks = {
      barMaxWidth: Math.max(WIDE / buckets.length, NARROW),
      barCategoryGap: buckets.length > 120 ? '10%' : '28%',
    }
    const radius: [number, number, number, number] = buckets.length > 120 ? [0, 0, 0, 0] : [3, 3, 0, 0]
    return {
      animation: false,
      textStyle: { fontFamily: palette.font },
      axisPointer: { link: [{ xAxisIndex: [0, 1] }] },
      grid: [
        { left: LEFT, right: 4, top, height: upper },
        { left: LEFT, right: 4, top: top + upper + GAP, height: ads ? ADS : 0 },
      ],
      xAxis: [
        axis(0, !ads),
        { ...axis(1, ads), show: ads },
        { type: 'category', gridIndex: 0, data: buckets.map(({ from }) => from), show: false },
      ],
      yAxis: [
        sums(0, 3, write),
        { ...sums(1, 1, money), show: ads },
        { type: 'value', gridIndex: 0, show: false, min: 0, max: 1 },
      ],
      series: [
        {
          type: 'bar',
          ...looks,
          data: buckets.map(bucket =>
            bar(bucket[measure], isPartial(bucket), palette.revenue, palette.revenuePartial),
          ),
          itemStyle: { color: palette.revenue, borderRadius: radius },
          emphasis: { itemStyle: { color: palette.revenueLit } },
          markLine: {
            silent: true,
            symbol: ['none', 'none'],
            lineStyle: { color: palette.dimmed, type: 'dashed', width: 1 },
            data: marks.map(({ point, text }) => ({
              xAxis: buckets[point]?.from ?? '',
              label: {
                formatter: text,
                color: palette.dimmed,
                fontSize: 11,
                align: point * 2 < buckets.length ? ('left' as const) : ('right' as const),
              },
            })),
          },
        },
        {
          type: 'bar',
          xAxisIndex: 1,
          yAxisIndex: 1,
          ...looks,
          data: buckets.map(bucket =>
            bar(bucket.adSpend, bucket.adsPartial, palette.ads, palette.adsPartial),
          ),
          itemStyle: { color: palette.ads, borderRadius: radius },
          emphasis: { itemStyle: { color: palette.adsLit } },
        },
        {
          type: 'bar',
          xAxisIndex: 2,
          yAxisIndex: 2,
          silent: true,
          barWidth: '100%',
          // ECharts' types do not allow a pattern as colour of a bar, its canvas does.
          itemStyle: { color: palette.missing as never },
          data: buckets.map(bucket => (isMissing(bucket) ? 1 : null)),
        },
      ],
    }
  }
}
