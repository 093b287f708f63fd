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

/** The colours, the font and the pattern of the present theme as a canvas takes them: it knows no variables of CSS. */
export interface Palette extends Readonly<Record<keyof typeof VARIABLES | 'font', string>> {
  /** How what is not there is marked. */
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

/** Diagonal lines in a colour. */
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
