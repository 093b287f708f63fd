import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { defaultDataDir } from '../data-dir.ts'
import { isOurs, mayOpenOutside } from './addresses.ts'
import { readOptions } from './options.ts'
import { fileOf, servePage } from './page.ts'
import { firstSize, readWindowState, writeWindowState } from './window-state.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'prilavok-shell-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('the page', () => {
  test.for([
    ['app://prilavok/', 'index.html'],
    ['app://prilavok/index.html?a=1#/shops', 'index.html'],
    ['app://prilavok/assets/a%20b.js', 'assets/a b.js'],
  ] as const)('%s is the file %s', ([address, file]) => {
    expect(fileOf('/page', address)).toBe(join('/page', file))
  })

  test.for([
    'app://prilavok/%2e%2e%2fmain/index.js',
    'app://prilavok/..%2f..%2fetc/passwd',
    'app://prilavok/..%5c..%5cetc',
    'app://prilavok/%00',
    'app://prilavok/%E0%A4%A',
    'app://prilavok/assets/..%2f..',
    'app://other/index.html',
    'file:///etc/passwd',
    'https://prilavok/index.html',
    'nonsense',
  ])('%s is no file of ours', address => {
    expect(fileOf('/page', address)).toBeUndefined()
  })

  test('comes with a new nonce each time, the same in policy and page', async () => {
    writeFileSync(join(folder, 'index.html'), '<style nonce="{{nonce}}"></style>')
    const nonces = await Promise.all(
      [1, 2].map(async () => {
        const answer = await servePage(folder, 'app://prilavok/')
        const nonce = /nonce="(.+)"/.exec(await answer.text())?.[1]
        expect(answer.headers.get('content-security-policy')).toContain(`'nonce-${nonce}'`)
        return nonce
      }),
    )
    expect(new Set(nonces).size).toBe(2)
  })

  test('answers 404 for a file that is missing, a folder, and a kind of file that a page has no use for', async () => {
    mkdirSync(join(folder, 'a.js'))
    writeFileSync(join(folder, 'notes.txt'), '')
    for (const path of ['missing.js', 'a.js', 'notes.txt']) {
      expect((await servePage(folder, `app://prilavok/${path}`)).status).toBe(404)
    }
  })
})

describe('addresses', () => {
  test('only our origin, and the dev server while there is one, may fill the window', () => {
    expect(isOurs('app://prilavok/#/shops', undefined)).toBe(true)
    expect(isOurs('app://prilavok.evil/', undefined)).toBe(false)
    expect(isOurs('http://localhost:5173/', undefined)).toBe(false)
    expect(isOurs('http://localhost:5173/x', 'http://localhost:5173')).toBe(true)
    expect(isOurs('', undefined)).toBe(false)
  })

  test.for([
    ['https://seller.ozon.ru/app/settings/api-keys', true],
    ['https://performance.ozon.ru/', true],
    ['http://seller.ozon.ru/', false],
    ['https://seller.ozon.ru.evil.example/', false],
    ['https://seller.ozon.ru@evil.example/', false],
    ['https://evil-seller.ozon.ru/', false],
    ['https://x.docs.ozon.ru/', false],
    ['https://ozon.ru/', false],
    ['https://docs.ozon.ru/', true],
    ['https://seller.wildberries.ru/', true],
    ['https://dev-seller.wildberries.ru/', false],
    ['https://someone@seller.ozon.ru/', false],
    ['https://seller.ozon.ru:8443/', false],
    ['javascript:alert(1)', false],
    ['file:///etc/passwd', false],
  ] as const)('a link to %s opens in the browser: %s', ([address, opens]) => {
    expect(mayOpenOutside(address)).toBe(opens)
  })
})

describe('bounds', () => {
  const screen = { x: 0, y: 0, width: 1920, height: 1080 }
  const bounds = { x: 100, y: 50, width: 1000, height: 700, maximized: true, scheme: 'dark' as const }

  test('come back as they were written', () => {
    writeWindowState(join(folder, 'window.json'), bounds)
    expect(readWindowState(join(folder, 'window.json'), [screen])).toEqual(bounds)
  })

  test('of a version that did not keep the looks are as good', () => {
    const { scheme: _, ...older } = bounds
    writeFileSync(join(folder, 'window.json'), JSON.stringify(older))
    expect(readWindowState(join(folder, 'window.json'), [screen])).toEqual({ ...older, scheme: 'system' })
  })

  test('of a first window are no larger than the screen', () => {
    expect(firstSize(screen)).toEqual({ width: 1280, height: 840 })
    expect(firstSize({ width: 911, height: 472 })).toEqual({ width: 911, height: 472 })
  })

  test('are kept of a window as small as it may be', () => {
    const small = { ...bounds, width: 800, height: 400 }
    writeWindowState(join(folder, 'window.json'), small)
    expect(readWindowState(join(folder, 'window.json'), [screen])).toEqual(small)
  })

  test('are forgotten when no screen shows the window any more', () => {
    writeWindowState(join(folder, 'window.json'), { ...bounds, x: 2500 })
    expect(readWindowState(join(folder, 'window.json'), [screen])).toBeUndefined()
  })

  test('are forgotten when the file is missing or broken', () => {
    expect(readWindowState(join(folder, 'window.json'), [screen])).toBeUndefined()
    writeFileSync(join(folder, 'window.json'), '{"x": "left"')
    expect(readWindowState(join(folder, 'window.json'), [screen])).toBeUndefined()
  })
})

describe('options', () => {
  test('are found among the switches of Chromium', () => {
    const argv = [
      'prilavok',
      '--no-sandbox',
      '--data-dir=/tmp/shop',
      '--lang=ru',
      '--api=ozon-seller=http://127.0.0.1:1',
    ]
    expect(readOptions(argv, {}, true)).toMatchObject({
      dataDir: '/tmp/shop',
      hosts: { 'ozon-seller': 'http://127.0.0.1:1' },
      pace: 1,
    })
  })

  test('take the API list from the environment, and a dev server only when not packaged', () => {
    const env = {
      PRILAVOK_API: 'ozon-seller=http://127.0.0.1:2',
      ELECTRON_RENDERER_URL: 'http://localhost:5173',
    }
    const packaged = readOptions(['electron'], env, true)
    expect(packaged.hosts).toEqual({ 'ozon-seller': 'http://127.0.0.1:2' })
    expect(packaged.devServer).toBeUndefined()
    expect(readOptions(['electron'], env, false).devServer).toBe('http://localhost:5173')
  })

  test('refuse an API that is not on this computer, and never hurry the real one', () => {
    expect(() => readOptions(['--api=ozon-seller=https://evil.example'], {}, true)).toThrow(/bad_api/)
    expect(readOptions([], { PRILAVOK_PACE: '60' }, true).pace).toBe(1)
    expect(readOptions(['--api=ozon-seller=http://127.0.0.1:1'], { PRILAVOK_PACE: '60' }, true).pace).toBe(60)
    const short = { PRILAVOK_START_DAY: '2026-09-01' }
    expect(readOptions([], short, true)).not.toHaveProperty('startDay')
    expect(readOptions(['--api=ozon-seller=http://127.0.0.1:1'], short, true).startDay).toBe('2026-09-01')
  })

  test('start the clock at an instant for an API on this computer, and never for the real one', () => {
    const env = { PRILAVOK_NOW: '2026-11-18T12:00:00Z' }
    const { clockOffset = 0 } = readOptions(['--api=ozon-seller=http://127.0.0.1:1'], env, true)
    expect(Math.abs(Date.now() + clockOffset - Date.parse(env.PRILAVOK_NOW))).toBeLessThan(10_000)
    expect(readOptions([], env, true).clockOffset).toBe(0)
  })

  test('know a start without a window', () => {
    expect([[], ['--hidden']].map(argv => readOptions(argv, {}, true).hidden)).toEqual([false, true])
  })

  test('name the folder of the system when none is given', () => {
    expect(defaultDataDir('linux', { XDG_CONFIG_HOME: '/config' })).toBe('/config/Prilavok/data')
    expect(defaultDataDir('win32', { APPDATA: '/roaming' })).toBe('/roaming/Prilavok/data')
    expect(defaultDataDir('darwin', {})).toMatch(/\/Library\/Application Support\/Prilavok\/data$/)
  })
})
