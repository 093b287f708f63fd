import { useComputedColorScheme } from '@mantine/core'
import type { ECharts } from 'echarts/core'
import type { KeyboardEvent } from 'react'
import { memo, useEffect, useEffectEvent, useLayoutEffect, useRef } from 'react'
import classes from './Chart.module.css'
import { type ChartOption, canvasIn } from './echarts.ts'
import { type Palette, readPalette } from './palette.ts'
import { stepTo } from './points.ts'

interface Props {
  /** Accessible name of the chart. */
  readonly label: string
  /** Height, px. */
  readonly height: number
  /** The chart options, in the colours of the theme and for a width in px. */
  readonly draw: (palette: Palette, width: number) => ChartOption
  /** Number of points on the first axis. */
  readonly points: number
  /** Index of the selected point, and its figures in words. */
  readonly point: number | null
  readonly told: string
  readonly onPoint: (point: number | null) => void
}

/**
 * A chart on a canvas. The pointer or the arrow keys select a point; the page shows its figures beside the chart, so that nothing covers its neighbours. To a
 * screen reader it is a slider over the points. `draw` must be memoised.
 */
export const Chart = memo(function Chart({ label, height, draw, points, point, told, onPoint }: Props) {
  const scheme = useComputedColorScheme()
  const place = useRef<HTMLDivElement>(null)
  const chart = useRef<ECharts | null>(null)
  const pointed = useEffectEvent(onPoint)

  const paint = useEffectEvent((width: number) => {
    chart.current?.setOption(draw(readPalette(), width), { notMerge: true })
    // Drawn in this frame, together with the page around it.
    chart.current?.getZr().flush()
  })

  useLayoutEffect(() => {
    const element = place.current as HTMLDivElement
    const opened = canvasIn(element)
    chart.current = opened
    opened.on('updateAxisPointer', event => {
      const [axis] = (event as { axesInfo?: readonly { value: number }[] }).axesInfo ?? []
      if (axis) pointed(axis.value)
    })
    opened.on('globalout', () => pointed(null))
    let known = element.clientWidth
    const watch = new ResizeObserver(() => {
      const { clientWidth } = element
      if (clientWidth === known) return
      known = clientWidth
      opened.resize()
      paint(clientWidth)
    })
    watch.observe(element)
    return () => {
      watch.disconnect()
      opened.dispose()
      chart.current = null
    }
  }, [])

  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme is in CSS variables that `paint` reads.
  useLayoutEffect(() => paint(place.current?.clientWidth ?? 0), [draw, scheme])
  useEffect(() => {
    place.current?.setAttribute('data-drawn', '')
  }, [])

  function move(to: number | null) {
    const opened = chart.current
    if (!opened) return
    onPoint(to)
    if (to === null) {
      opened.dispatchAction({ type: 'updateAxisPointer', currTrigger: 'leave' })
      return
    }
    const x = opened.convertToPixel({ xAxisIndex: 0 }, to)
    // Anywhere within the first grid: only the column matters.
    opened.dispatchAction({ type: 'updateAxisPointer', currTrigger: 'mousemove', x, y: height / 3 })
  }

  function walk(event: KeyboardEvent) {
    const to = stepTo(event.key, point, points)
    if (to === undefined) return
    event.preventDefault()
    move(to)
  }

  return (
    <div
      ref={place}
      className={classes.canvas}
      style={{ height }}
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-orientation="horizontal"
      aria-valuemin={1}
      aria-valuemax={Math.max(1, points)}
      aria-valuenow={(point ?? points - 1) + 1}
      aria-valuetext={told}
      onKeyDown={walk}
      onBlur={() => point !== null && move(null)}
    />
  )
})
