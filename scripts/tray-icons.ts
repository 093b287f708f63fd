import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { crc32, deflateSync } from 'node:zlib'
import { root } from './tools.ts'

// Draws the icons of the tray: a market stall on a grid of sixteen, and a badge for what the app does. `node scripts/tray-icons.ts`

type Shape = (x: number, y: number) => boolean
type Color = readonly [red: number, green: number, blue: number]

const rect =
  (left: number, top: number, right: number, bottom: number): Shape =>
  (x, y) =>
    x >= left && x < right && y >= top && y < bottom
const circle =
  (cx: number, cy: number, radius: number): Shape =>
  (x, y) =>
    (x - cx) ** 2 + (y - cy) ** 2 < radius ** 2
const any =
  (...shapes: readonly Shape[]): Shape =>
  (x, y) =>
    shapes.some(shape => shape(x, y))
const without =
  (shape: Shape, hole: Shape): Shape =>
  (x, y) =>
    shape(x, y) && !hole(x, y)

const roof: Shape = (x, y) => y >= 1.5 && y < 6.5 && Math.abs(x - 8) < 5 + ((y - 1.5) / 5) * 2.2
const scallops = any(...[2.6, 6.2, 9.8, 13.4].map(x => circle(x, 6.4, 1.8)))
const gaps = any(...[4.4, 8, 11.6].map(x => rect(x - 0.3, 4, x + 0.3, 9)))
const stall = any(
  without(any(roof, scallops), gaps),
  rect(2.2, 7, 3.6, 14.5),
  rect(12.4, 7, 13.8, 14.5),
  rect(2.2, 10.6, 13.8, 14.5),
)

const [X, Y] = [11.8, 11.8]
const mark = any(rect(X - 0.6, Y - 2.5, X + 0.6, Y + 0.7), circle(X, Y + 1.9, 0.8))
const BADGES: Readonly<Record<string, { readonly shape: Shape; readonly color: Color } | null>> = {
  idle: null,
  syncing: { shape: without(circle(X, Y, 3.9), circle(X, Y, 2)), color: [34, 139, 230] },
  attention: { shape: without(circle(X, Y, 3.9), mark), color: [232, 89, 12] },
}
const GREEN: Color = [31, 154, 114]
/** The menu bar of macOS tints a template itself. */
const BLACK: Color = [0, 0, 0]

const SAMPLES = 8

/** Rows of RGBA, each behind the zero that names its filter. */
function pixels(size: number, layers: readonly { readonly shape: Shape; readonly color: Color }[]): Buffer {
  const bytes = Buffer.alloc(size * (size * 4 + 1))
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      const sums = [0, 0, 0, 0]
      for (let sample = 0; sample < SAMPLES ** 2; sample += 1) {
        const x = ((column + ((sample % SAMPLES) + 0.5) / SAMPLES) * 16) / size
        const y = ((row + (Math.floor(sample / SAMPLES) + 0.5) / SAMPLES) * 16) / size
        const hit = layers.find(layer => layer.shape(x, y))
        if (!hit) continue
        for (const [index, part] of [...hit.color, 1].entries()) sums[index] = (sums[index] ?? 0) + part
      }
      const covered = sums[3] ?? 0
      const color = sums.slice(0, 3).map(sum => (covered > 0 ? Math.round(sum / covered) : 0))
      bytes.set([...color, Math.round((covered / SAMPLES ** 2) * 255)], row * (size * 4 + 1) + 1 + column * 4)
    }
  }
  return bytes
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type), data])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  sum.writeUInt32BE(crc32(named))
  return Buffer.concat([length, named, sum])
}

function png(size: number, rows: Buffer): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(size, 0)
  header.writeUInt32BE(size, 4)
  // Eight bits a channel, with alpha.
  header.set([8, 6, 0, 0, 0], 8)
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  const parts = [chunk('IHDR', header), chunk('IDAT', deflateSync(rows, { level: 9 }))]
  return Buffer.concat([signature, ...parts, chunk('IEND', Buffer.alloc(0))])
}

const folder = join(root, 'resources', 'icons', 'tray')
mkdirSync(folder, { recursive: true })
for (const [state, badge] of Object.entries(BADGES)) {
  const body = badge ? without(stall, circle(X, Y, 4.8)) : stall
  for (const [name, size, template] of [
    [`${state}`, 16, false],
    [`${state}@2x`, 32, false],
    [`${state}-panel`, 22, false],
    [`${state}-panel@2x`, 44, false],
    [`${state}Template`, 16, true],
    [`${state}Template@2x`, 32, true],
  ] as const) {
    const layers = [
      ...(badge ? [{ shape: badge.shape, color: template ? BLACK : badge.color }] : []),
      { shape: body, color: template ? BLACK : GREEN },
    ]
    writeFileSync(join(folder, `${name}.png`), png(size, pixels(size, layers)))
  }
}
