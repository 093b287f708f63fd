import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { drawn } from '../../../sandbox/picture.ts'
import { MOST_BYTES } from './download.ts'
import { pictureName, picturePath } from './name.ts'
import { type Pictures, pictures } from './pictures.ts'

const DAY_MS = 86_400_000
type Answering = (request: IncomingMessage, response: ServerResponse) => void

let folder = ''
let asked: IncomingMessage[] = []
let answering: Answering = () => {}
let server: ReturnType<typeof createServer>
let base = ''
let open: Pictures[] = []
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'prilavok-pictures-'))
  asked = []
  open = []
  server = createServer((request, response) => {
    asked.push(request)
    answering(request, response)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterEach(async () => {
  await Promise.all(open.map(one => one.close()))
  server.closeAllConnections()
  server.close()
  rmSync(folder, { recursive: true })
})

const photo = (path: string) => new URL(`https://ir.ozone.ru${path}`)
const picture: Answering = (request, response) => response.end(drawn(request.url ?? ''))
const status =
  (code: number, body: string | Buffer = ''): Answering =>
  (_, response) => {
    response.statusCode = code
    response.end(body)
  }

/** The cache over photos at these paths; each is asked for at `small` first, when given. */
function cache(paths: () => readonly string[], options: { small?: string; idle?: () => boolean } = {}) {
  let now = Date.parse('2026-11-20T09:00:00Z')
  const fetched: number[] = []
  const made = pictures({
    dataDir: folder,
    wanted: () =>
      paths().map(path => ({
        image: photo(path),
        addresses: async () =>
          [...(options.small ? [options.small + path] : []), path].map(at => new URL(at, base)),
      })),
    idle: options.idle ?? (() => true),
    changed: count => fetched.push(count),
    now: () => now,
  })
  open.push(made)
  return {
    ...made,
    fetched,
    later: (ms: number) => {
      now += ms
    },
  }
}
const names = () => readdirSync(join(folder, 'pictures')).toSorted()
const nameOf = (path: string) => pictureName(photo(path))

describe('the pictures of products', () => {
  test('are fetched once, without keys or cookies, and are their owner’s alone', async () => {
    answering = picture
    const paths = ['/s3/a/1.jpg', '/s3/a/2.jpg', '/s3/b/1.jpg']
    const { fill, fetched } = cache(() => paths)
    await fill()
    await fill()
    expect(fetched).toEqual([3])
    expect(names()).toEqual(paths.map(nameOf).toSorted())
    expect(asked.map(({ url }) => url).toSorted()).toEqual(paths.toSorted())
    for (const { headers } of asked)
      expect(Object.keys(headers).toSorted()).toEqual(['accept', 'connection', 'host', 'user-agent'])
    const [first] = names()
    expect(statSync(join(folder, 'pictures', first ?? '')).mode & 0o777).toBe(0o600)
    expect(readFileSync(join(folder, 'pictures', nameOf('/s3/a/1.jpg'))).equals(drawn('/s3/a/1.jpg'))).toBe(
      true,
    )
  })

  test('are the small ones that the host makes, or the photo itself where it makes none', async () => {
    answering = (request, response) =>
      request.url === '/small/2.jpg' ? status(404)(request, response) : picture(request, response)
    await cache(() => ['/1.jpg', '/2.jpg'], { small: '/small' }).fill()
    expect(asked.map(({ url }) => url).toSorted()).toEqual(['/2.jpg', '/small/1.jpg', '/small/2.jpg'])
    expect(names()).toHaveLength(2)
  })

  test('keep their name when they move to another host', () => {
    const moved = new URL('https://cdn1.ozone.ru/s3/a/1.jpg?width=100')
    expect(pictureName(moved)).toBe(nameOf('/s3/a/1.jpg'))
    expect(picturePath('https://ir.ozone.ru/s3/a/1.jpg')).toBe(`/pictures/${nameOf('/s3/a/1.jpg')}`)
    expect([picturePath(null), picturePath('no address')]).toEqual([null, null])
  })

  test.for([
    ['a page', status(200, '<!doctype html><script>1</script>')],
    ['an SVG, which may hold a script', status(200, '<svg xmlns="http://www.w3.org/2000/svg"/>')],
    ['a body that is too large', status(200, Buffer.concat([drawn('x'), Buffer.alloc(MOST_BYTES)]))],
    [
      'a redirect',
      (_: IncomingMessage, response: ServerResponse) => response.writeHead(302, { location: '/x.jpg' }).end(),
    ],
    ['nothing', status(200)],
  ] as const)('are not %s; it is asked for again after a day', async ([, answer]) => {
    answering = answer as Answering
    const { fill, later } = cache(() => ['/1.jpg'])
    await fill()
    await fill()
    expect(names()).toEqual([])
    expect(asked).toHaveLength(1)
    answering = picture
    later(DAY_MS)
    await fill()
    expect(names()).toEqual([nameOf('/1.jpg')])
  })

  test('are asked for again at the next round after a failure of the network or the host', async () => {
    for (const failing of [
      status(503),
      status(429),
      ((request: IncomingMessage) => request.socket.destroy()) as Answering,
    ]) {
      answering = failing
      const { fill } = cache(() => ['/1.jpg'])
      await fill()
      expect(names()).toEqual([])
    }
    answering = picture
    await cache(() => ['/1.jpg']).fill()
    expect(names()).toHaveLength(1)
  })

  test('stop after some failures in a row: nobody asks a dead network a thousand times', async () => {
    answering = status(503)
    await cache(() => Array.from({ length: 200 }, (_, index) => `/${index}.jpg`)).fill()
    expect(asked.length).toBeLessThan(16)
  })

  test('wait while a shop loads, and go on with what is missing', async () => {
    answering = picture
    let free = true
    const paths = Array.from({ length: 60 }, (_, index) => `/${index}.jpg`)
    const { fill } = cache(() => paths, { idle: () => free && asked.length < 20 })
    await fill()
    expect(names().length).toBeGreaterThanOrEqual(20)
    expect(names().length).toBeLessThan(30)
    free = false
    await fill()
    expect(names().length).toBeLessThan(30)
    await cache(() => paths).fill()
    expect(names()).toHaveLength(60)
    expect(asked).toHaveLength(60)
  })

  test('go when no product names them any more, and with them what a kill left half', async () => {
    answering = picture
    let paths = ['/1.jpg', '/2.jpg']
    const { fill } = cache(() => paths)
    await fill()
    writeFileSync(join(folder, 'pictures', `${nameOf('/3.jpg')}.part`), 'half')
    paths = ['/2.jpg']
    await fill()
    expect(names()).toEqual([nameOf('/2.jpg')])
  })

  test('are fetched again after two weeks, since a photo may be replaced under its address', async () => {
    answering = picture
    const { fill, later } = cache(() => ['/1.jpg'])
    await fill()
    later(Date.now() - Date.parse('2026-11-20T09:00:00Z') + 13 * DAY_MS)
    await fill()
    expect(asked).toHaveLength(1)
    later(2 * DAY_MS)
    answering = status(404)
    await fill()
    expect(readFileSync(join(folder, 'pictures', nameOf('/1.jpg'))).equals(drawn('/1.jpg'))).toBe(true)
    answering = status(200, drawn('another photo'))
    later(DAY_MS)
    await fill()
    expect(readFileSync(join(folder, 'pictures', nameOf('/1.jpg'))).equals(drawn('another photo'))).toBe(true)
    expect(asked).toHaveLength(3)
  })

  test('are looked for once more when products change during a round', async () => {
    let paths = ['/1.jpg']
    let change: Promise<void> = Promise.resolve()
    answering = (request, response) => {
      if (request.url === '/1.jpg') {
        paths = ['/2.jpg']
        change = fill()
      }
      picture(request, response)
    }
    const { fill } = cache(() => paths)
    await fill()
    await change
    expect(names()).toEqual([nameOf('/2.jpg')])
  })

  test('end with the app in the middle of one that does not come', async () => {
    answering = (_, response) => response.writeHead(200).write(drawn('x').subarray(0, 20))
    const { fill, close } = cache(() => ['/1.jpg'])
    const filling = fill()
    while (asked.length === 0) await sleep(5)
    await close()
    await filling
    expect(names()).toEqual([])
  })

  test('a disk that takes nothing is said', async () => {
    answering = picture
    mkdirSync(join(folder, 'pictures', `${nameOf('/1.jpg')}.part`), { recursive: true })
    writeFileSync(join(folder, 'pictures', `${nameOf('/1.jpg')}.part`, 'x'), '')
    await expect(cache(() => ['/1.jpg']).fill()).rejects.toThrow()
  })
})
