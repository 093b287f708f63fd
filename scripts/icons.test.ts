import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { AppStatus } from '#contract/schedule.ts'
import { makeIcons } from './icons.ts'

/** The variants that `main/app/tray.ts` uses on Windows, Linux and macOS, with their size in pixels. */
const FORMS = { '': 16, '-panel': 22, Template: 16 } as const
const STATES = AppStatus.shape.state.options

const folder = mkdtempSync(join(tmpdir(), 'prilavok-icons-'))
beforeAll(() => makeIcons(folder))
afterAll(() => rmSync(folder, { recursive: true }))

/** Pixels as [red, green, blue, alpha]. */
async function pixelsOf(file: string) {
  const { data, info } = await sharp(join(folder, file))
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  const pixels = Array.from({ length: info.width * info.height }, (_, at) => [
    ...data.subarray(at * 4, at * 4 + 4),
  ])
  return { width: info.width, height: info.height, pixels }
}
const isSeen = ([, , , alpha]: number[]) => alpha !== 0

test('every state of the app has an icon for each system in its size and twice it, and there is no other', async () => {
  const wanted = STATES.flatMap(state =>
    Object.entries(FORMS).flatMap(([form, size]) => [
      [`${state}${form}.png`, size] as const,
      [`${state}${form}@2x.png`, 2 * size] as const,
    ]),
  )
  for (const [file, size] of wanted) {
    const { width, height, pixels } = await pixelsOf(join('tray', file))
    expect([file, width, height]).toEqual([file, size, size])
    const seen = pixels.filter(isSeen).length
    expect(seen, file).toBeGreaterThan(pixels.length / 4)
    expect(seen, file).toBeLessThan(pixels.length)
  }
  expect(readdirSync(join(folder, 'tray')).sort()).toEqual(wanted.map(([file]) => file).sort())
})

test('a template of macOS is black alone, and the states of each form are told apart', async () => {
  for (const form of Object.keys(FORMS)) {
    const looks = new Set<string>()
    for (const state of STATES) {
      const { pixels } = await pixelsOf(join('tray', `${state}${form}.png`))
      looks.add(JSON.stringify(pixels))
      const black = pixels.every(([red, green, blue]) => red === 0 && green === 0 && blue === 0)
      expect(black, `${state}${form}`).toBe(form === 'Template')
    }
    expect(looks.size).toBe(STATES.length)
  }
})

test('below its awning, where all edges are straight, the icon at rest has no pixel that is half covered', async () => {
  for (const form of Object.keys(FORMS)) {
    const { pixels } = await pixelsOf(join('tray', `idle${form}.png`))
    const alphas = new Set(pixels.slice(pixels.length / 2).map(([, , , alpha]) => alpha))
    expect([...alphas].sort(), form).toEqual([0, 255])
  }
})

test('the app has its icon in the size that installers are made from, with clear corners', async () => {
  const { width, height, pixels } = await pixelsOf('icon.png')
  expect([width, height]).toEqual([1024, 1024])
  expect(pixels[0]).toEqual([0, 0, 0, 0])
  expect(pixels[512 * 1024 + 512]?.[3]).toBe(255)
})
