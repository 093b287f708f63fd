const VARIABLES = {
  text: '--mantine-color-text',
  dimmed: '--mantine-color-dimmed',
  line: '--chart-line',
  cursor: '--chart-cursor',
  revenue: '--series-revenue',
  revenueLit: '--series-revenue-lit',
  revenuePartial: '--series-revenue-partial',
  ads: '--series-ads',
  adsLit: '--series-ads-lit',
  adsPartial: '--series-ads-partial',
} as const

/** Colours, font and pattern of the current theme for the canvas, which cannot read CSS variables. */
export interface Palette extends Readonly<Record<keyof typeof VARIABLES | 'font', string>> {
  /** The fill of missing data. */
  readonly missing: Pattern
}
interface Pattern {
  readonly image: HTMLCanvasElement
  readonly repeat: 'repeat'
}

export function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement)
  const colorOf = (variable: string) => style.getPropertyValue(variable).trim()
  const colors = Object.entries(VARIABLES).map(([name, variable]) => [name, colorOf(variable)])
  return {
    ...Object.fromEntries(colors),
    font: getComputedStyle(document.body).fontFamily,
    missing: hatched(colorOf('--chart-missing')),
  } as Palette
}

/** A pattern of diagonal lines. */
function hatched(color: string): Pattern {
  const image = document.createElement('canvas')
  image.width = 8
  image.height = 8
  const pen = image.getContext('2d')
  if (pen) {
    pen.strokeStyle = color
    pen.lineWidth = 1.5
    for (const start of [-8, 0, 8]) {
      pen.beginPath()
      pen.moveTo(start, 8)
      pen.lineTo(start + 8, 0)
      pen.stroke()
    }
  }
  return { image, repeat: 'repeat' }
}
