const VARIABLES = {
  text: '--mantine-color-text',
  dimmed: '--mantine-color-dimmed',
  line: '--chart-line',
  cursor: '--chart-cursor',
  missing: '--chart-missing',
  revenue: '--series-revenue',
  revenueLit: '--series-revenue-lit',
  revenuePartial: '--series-revenue-partial',
  ads: '--series-ads',
  adsLit: '--series-ads-lit',
  adsPartial: '--series-ads-partial',
} as const

/** The colours and the font of the present theme as a canvas takes them: it knows no variables of CSS. */
export type Palette = Readonly<Record<keyof typeof VARIABLES | 'font', string>>

export function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement)
  const colors = Object.entries(VARIABLES).map(([name, variable]) => [
    name,
    style.getPropertyValue(variable).trim(),
  ])
  return { ...Object.fromEntries(colors), font: getComputedStyle(document.body).fontFamily } as Palette
}

/** Diagonal lines in a colour: how a chart marks what is not there. */
export function hatched(color: string): { readonly image: HTMLCanvasElement; readonly repeat: 'repeat' } {
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
