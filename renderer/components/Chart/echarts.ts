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

// Only what our charts are made of is bundled: a new form of chart is named here.
core.use([BarChart, GridComponent, AxisPointerComponent, MarkLineComponent, CanvasRenderer])

/** What a chart of ours may be made of. */
export type ChartOption = ComposeOption<
  BarSeriesOption | GridComponentOption | AxisPointerComponentOption | MarkLineComponentOption
>

/** An empty canvas in an element that has its size already. */
export const canvasIn = (element: HTMLElement): ECharts => core.init(element, null, { renderer: 'canvas' })
