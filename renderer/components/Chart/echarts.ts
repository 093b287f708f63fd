import type { BarSeriesOption } from 'echarts/charts'
import { BarChart } from 'echarts/charts'
import type {
  AxisPointerComponentOption,
  GridComponentOption,
  MarkLineComponentOption,
} from 'echarts/components'
import { AxisPointerComponent, GridComponent, MarkLineComponent } from 'echarts/components'
import type { ComposeOption, ECharts } from 'echarts/core'
import * as core from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'

// Only the parts that our charts use are bundled: a new type of chart is added here.
core.use([BarChart, GridComponent, AxisPointerComponent, MarkLineComponent, CanvasRenderer])

/** The options that our charts may use. */
export type ChartOption = ComposeOption<
  BarSeriesOption | GridComponentOption | AxisPointerComponentOption | MarkLineComponentOption
>

/** An empty chart in an element that already has a size. */
export const canvasIn = (element: HTMLElement): ECharts => core.init(element, null, { renderer: 'canvas' })
