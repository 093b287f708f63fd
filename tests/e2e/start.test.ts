import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe } from 'vitest'
import { packagedApp } from '../../scripts/package.ts'
import { expect, test } from '../support/desk.ts'
import { sees } from '../support/person.ts'

const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : []
let home = ''
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'prilavok-start-'))
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

/** Starts the packaged app as from a terminal, with a home of its own, and waits for its end. */
function started(...args: readonly string[]) {
  const { XDG_CONFIG_HOME: _, PRILAVOK_DATA_DIR: __, ...env } = process.env
  const { status, stdout, stderr } = spawnSync(packagedApp(), [...asRoot, '--disable-gpu', ...args], {
    encoding: 'utf8',
    timeout: 60_000,
    env: { ...env, HOME: home, LANG: 'ru_RU.UTF-8', LC_ALL: '', LC_MESSAGES: '' },
  })
  return { status, stdout, stderr }
}
/** Databases that a start created anywhere in its home. */
const databases = () =>
  readdirSync(home, { recursive: true }).filter(file => /\.(duckdb|sqlite)$/.test(String(file)))

describe('a start from the terminal', () => {
  test('says its version and its switches, and opens nothing', () => {
    expect(started('--version')).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n/),
    })
    expect(started('--help')).toMatchObject({ status: 0, stdout: expect.stringContaining('--data-dir') })
    expect(databases()).toEqual([])
  })

  test.for([
    ['--datadir=/tmp/other', '--data-dir'],
    ['--data-dir=', '--data-dir'],
    ['--api=ozon-seller=https://evil.example', 'только этого компьютера'],
  ] as const)('with %s ends with a sentence, and opens nothing', ([argument, said]) => {
    const { status, stdout, stderr } = started(argument)
    expect(status).toBe(1)
    expect(stdout + stderr).toContain('Прилавок не запущен')
    expect(stdout + stderr).toContain(said)
    expect(stdout + stderr).not.toMatch(/\n\s+at /)
    expect(databases()).toEqual([])
  })
})

test('a data folder that cannot be made is told with its cause', () => {
  const file = join(home, 'файл')
  writeFileSync(file, '')
  const long = join(home, ...Array.from({ length: 40 }, () => 'очень-длинная-папка'.repeat(6)))
  for (const [folder, said] of [
    [long, 'слишком длинный'],
    [file, 'стоит файл'],
    [join(file, 'data'), 'стоит файл'],
  ] as const) {
    const { status, stdout, stderr } = started('--data-dir', folder)
    expect(status).toBe(1)
    expect(stdout + stderr).toContain(said)
    expect(stdout + stderr).not.toMatch(/\n\s+at /)
  }
})

test('the data folder may be a word of its own behind its switch', async ({ desk }) => {
  const other = join(home, 'мои данные')
  // The last one given counts.
  const { call } = await desk.launch({ args: ['--data-dir', other] })
  expect(await call('shop.list')).toMatchObject({ ok: true, value: [] })
  expect(existsSync(join(other, 'dims.sqlite'))).toBe(true)
})

test('a start whose file of facts is gone says so in the window', async ({ desk }) => {
  const first = await desk.launch()
  expect(await first.call('shop.addDemo')).toMatchObject({ ok: true })
  await first.close()
  for (const file of readdirSync(desk.dataDir))
    if (file.startsWith('facts.duckdb')) rmSync(join(desk.dataDir, file))
  const { page } = await desk.launch()
  await sees(page, 'Файла загруженных данных нет в папке, начат новый.')
})
