import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { words } from '#i18n'
import { readOptions } from './options.ts'
import { readSwitches, SwitchError } from './switches.ts'

function refused(argv: readonly string[]): SwitchError {
  try {
    readOptions(argv, {}, true)
  } catch (error) {
    if (error instanceof SwitchError) return error
    throw error
  }
  throw new Error(`${argv.join(' ')} was taken`)
}

describe('a switch of the app', () => {
  test('takes its value as the next argument or after an equals sign', () => {
    for (const argv of [['--data-dir', '/tmp/a b'], ['--data-dir=/tmp/a b']])
      expect(readOptions(argv, {}, true).dataDir).toBe('/tmp/a b')
    expect(readOptions(['--data-dir', 'here', '--hidden'], {}, true)).toMatchObject({
      dataDir: resolve('here'),
      hidden: true,
    })
    expect(readSwitches(['--api', 'ozon-seller=http://127.0.0.1:1'])).toEqual({
      api: 'ozon-seller=http://127.0.0.1:1',
    })
  })

  test.for([
    ['--datadir=/tmp/x', '--data-dir'],
    ['--data_dir', '--data-dir'],
    ['--DataDir=/tmp/x', '--data-dir'],
    ['--data-dirr=/tmp/x', '--data-dir'],
    ['--dta-dir', '--data-dir'],
    ['--hiden', '--hidden'],
    ['--API=x', '--api'],
    ['--Version', '--version'],
    ['-data-dir', '--data-dir'],
    ['-data-dir=/tmp/x', '--data-dir'],
    ['-api=x', '--api'],
    ['-help', '--help'],
    ['--apis=x', '--api'],
    ['--ap=x', '--api'],
    ['--hlep', '--help'],
    ['--halp', '--help'],
    ['--verison', '--version'],
  ] as const)('that is misspelt as %s is refused, and %s is named', ([written, meant]) => {
    expect(refused([written])).toMatchObject({ word: 'unknown_switch', meant })
  })

  test.for([
    ['--data-dir='],
    ['--data-dir', ''],
    ['--data-dir', ' '],
    ['--data-dir'],
    ['--data-dir', '--hidden'],
    ['--data-dir', '-hidden'],
    ['--api='],
  ])('%s has no value', argv => {
    expect(refused(argv).word).toBe('empty_switch')
  })

  test('takes a value with a dash at its beginning after an equals sign', () => {
    expect(readSwitches(['--data-dir=-x'])).toEqual({ 'data-dir': '-x' })
  })

  test('that takes no value is refused with one', () => {
    expect(refused(['--hidden=yes']).word).toBe('switch_without_value')
    expect(refused(['--version=1']).word).toBe('switch_without_value')
  })

  test.for([
    '--api=ozon-seller=https://evil.example',
    '--api=ozon-buyer=http://127.0.0.1:1',
    '--api=ozon-seller',
    '--api=,',
    '--api= , ',
  ])('%s is refused in words', written => {
    expect(refused([written])).toMatchObject({ word: 'bad_api', written })
  })

  test('that is refused is said in both languages', () => {
    for (const word of ['unknown_switch', 'empty_switch', 'switch_without_value', 'bad_api'] as const)
      for (const language of ['ru', 'en'] as const)
        expect(words(language).t(`start.${word}`, { written: '--a', meant: '--b' })).toContain('--b')
  })

  test('that only prints something opens nothing', () => {
    expect([['--help'], ['--version'], []].map(argv => readOptions([...argv], {}, true).told)).toEqual([
      'help',
      'version',
      null,
    ])
  })
})

test('the switches of Chromium and of the tools that start it are passed over', () => {
  const others = [
    '--no-sandbox',
    '--disable-gpu',
    '--lang=ru',
    '--user-data-dir=/tmp/x',
    '--app=x',
    '--abi',
    '--type=renderer',
    '--v=1',
    '-v',
    '-r',
    '--kiosk',
    '--no-zygote',
    '--disk-cache-dir=/tmp/x',
    '--inspect=0',
    '--remote-debugging-port=0',
    '--ozone-platform=wayland',
    '--enable-features=WaylandWindowDecorations',
    '--force-device-scale-factor=1.5',
    '-psn_0_12345',
    'file.txt',
  ]
  expect(readSwitches(others)).toEqual({})
})

test('an empty folder in the environment counts as not set', () => {
  const { dataDir } = readOptions([], { PRILAVOK_DATA_DIR: '' }, true)
  expect(dataDir).not.toBe(process.cwd())
  expect(dataDir).toMatch(/Prilavok.data$/)
})
