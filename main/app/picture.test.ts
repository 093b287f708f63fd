import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { drawn } from '../../sandbox/picture.ts'
import { servePicture } from './picture.ts'

const NAME = '0123456789abcdef0123456789abcdef'
let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'prilavok-picture-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const kinds = {
  'image/png': drawn('a photo'),
  'image/jpeg': Buffer.from('ffd8ffe000104a464946', 'hex'),
  'image/webp': Buffer.from('RIFF\x10\x00\x00\x00WEBPVP8 ', 'latin1'),
}
test.for(Object.entries(kinds))('a picture is answered as the %s that it is', async ([type, bytes]) => {
  writeFileSync(join(folder, NAME), bytes)
  const answer = await servePicture(folder, `app://prilavok/pictures/${NAME}`)
  expect(answer?.status).toBe(200)
  expect(answer?.headers.get('content-type')).toBe(type)
  expect(answer?.headers.get('x-content-type-options')).toBe('nosniff')
  expect(Buffer.from((await answer?.arrayBuffer()) ?? new ArrayBuffer()).equals(bytes)).toBe(true)
})

test('what was not fetched, and what is no picture, is answered with nothing', async () => {
  expect((await servePicture(folder, `app://prilavok/pictures/${NAME}`))?.status).toBe(204)
  writeFileSync(join(folder, NAME), '<svg onload="alert(1)"/>')
  expect((await servePicture(folder, `app://prilavok/pictures/${NAME}`))?.status).toBe(204)
})

test.for(['../dims.sqlite', '..%2fdims.sqlite', `${NAME}.part`, `${NAME}/x`, `${NAME}?a=1`, ''])(
  'no path leads out of the folder: %s',
  async path => {
    writeFileSync(join(folder, `${NAME}.part`), drawn('half'))
    expect((await servePicture(folder, `app://prilavok/pictures/${path}`))?.status).toBe(404)
  },
)

test('another address is none of its business', async () => {
  expect(await servePicture(folder, 'app://prilavok/index.html')).toBeUndefined()
  expect(await servePicture(folder, `app://other/pictures/${NAME}`)).toBeUndefined()
})
