import { useComputedColorScheme } from '@mantine/core'
import type { ECharts } from 'echarts/core'
import type { KeyboardEvent } from 'react'
import { memo, useEffect, useEffectEvent, useLayoutEffect, useRef } from 'react'
import classes from './Chart.module.css'
import { type ChartOption, canvasIn } from './echarts.ts'
import { type Palette, readPalette } from './palette.ts'
import { stepTo } from './points.ts'

interface Props {
  /** What the chart shows, for those who do not see it. */
  readonly label: string
  /** Px. */
  readonly height: number
  /** Everything that is drawn, in the colours of the theme and for so many px of width. */
  readonly draw: (palette: Palette, width: number) => ChartOption
  /** How many points stand side by side on the first axis. */
  readonly points: number
  /** The point that is looked at, counted from 0, and its figures in words. */
  readonly point: number | null
  readonly told: string
  readonly onPoint: (point: number | null) => void
}

/**
 * A chart on a canvas. The pointer or the arrows choose a point, whose figures the page says beside the chart, so that nothing covers its neighbours; to a screen
 * reader it is a slider over the points. `draw` must stay the same function as long as it draws the same.
 */
export const Chart = memo(function Chart({ label, height, draw, points, point, told, onPoint }: Props) {
  const scheme = useComputedColorScheme()
  const place = useRef<HTMLDivElement>(null)
  const chart = useRef<ECharts | null>(null)
  const pointed = useEffectEvent(onPoint)

  const paint = useEffectEvent((width: number) => {
    chart.current?.setOption(draw(readPalette(), width), { notMerge: true })
    // Drawn now and not a frame later, together with the page around it.
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

  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme stands in variables that `paint` reads.
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
    // Somewhere within the first grid: only the column matters.
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
