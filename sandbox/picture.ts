import { createHash } from 'node:crypto'
import { crc32, deflateSync } from 'node:zlib'

const [WIDTH, HEIGHT] = [123, 164]
const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex')

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  check.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, check])
}

/** A PNG of a product that does not exist: a shape on a ground, both by the path of its photo. */
export function drawn(path: string): Buffer {
  const dice = createHash('md5').update(path).digest()
  const hue = (at: number) => [0, 1, 2].map(part => 96 + ((dice[at + part] as number) % 128))
  const [ground, shape] = [hue(0).map(part => (part + 255) >> 1), hue(3)]
  const [kind, size] = [(dice[6] as number) % 3, 34 + ((dice[7] as number) % 20)]
  const inside = (x: number, y: number): boolean => {
    const [dx, dy] = [Math.abs(x - WIDTH / 2), Math.abs(y - HEIGHT / 2)]
    if (kind === 0) return dx * dx + dy * dy < size * size
    return kind === 1 ? dx + dy < size * 1.3 : dx < size * 0.7 && dy < size
  }
  const rows = Buffer.alloc(HEIGHT * (1 + WIDTH * 3))
  for (let y = 0; y < HEIGHT; y += 1)
    for (let x = 0; x < WIDTH; x += 1)
      rows.set(inside(x, y) ? shape : ground, y * (1 + WIDTH * 3) + 1 + x * 3)
  const header = Buffer.alloc(13)
  header.writeUInt32BE(WIDTH, 0)
  header.writeUInt32BE(HEIGHT, 4)
  // Eight bits per channel, red, green and blue.
  header.set([8, 2, 0, 0, 0], 8)
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}
