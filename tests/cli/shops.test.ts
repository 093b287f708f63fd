import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Sandbox } from '../../sandbox/index.ts'
import { type Command, cli, type Ended, type Line, linesOf } from '../support/cli.ts'
import { type Keychain, startKeychain } from '../support/keychain.ts'
import { sandbox } from '../support/sandbox.ts'

let market: Sandbox
let keychain: Keychain
const folder = mkdtempSync(join(tmpdir(), 'prilavok-cli-shops-'))
beforeAll(async () => {
  market = await sandbox({ scale: 0.1 })
  keychain = await startKeychain('unlocked', join(folder, 'keychain'))
})
afterAll(async () => {
  await keychain.close()
  await market.close()
  rmSync(folder, { recursive: true, force: true })
})

const run = (name: string, args: readonly string[], more: Partial<Command> = {}): Promise<Ended> =>
  cli({ args, dataDir: join(folder, name), sandbox: market, ...more })
const last = ({ stdout }: Ended): Line => linesOf(stdout).at(-1)

describe('shop', () => {
  test('P1: is added with keys of the environment, which are stored nowhere', async () => {
    const key = market.keys.demo
    const env = { ...keychain.env }
    const added = await run('env', ['shop', 'add', '--name', 'Тихий дом', '--keys', 'env', '--json'], {
      key,
      env,
    })
    expect(added).toMatchObject({ code: 0, stderr: '' })
    expect(last(added)).toMatchObject({
      event: 'result',
      ok: true,
      shop: { id: 1, name: 'Тихий дом', clientId: key.clientId, status: 'active', demo: false },
      check: { verdict: 'valid', subscription: 'PREMIUM_PLUS' },
    })
    expect(keychain.entries()).toEqual([])
    const without = await run('env', ['sync', '--json', '--step', 'ozon.catalogue'], { env })
    expect(without.code).not.toBe(0)
    expect(without.stdout).toContain('no_key')

    const list = await run('env', ['shop', 'list', '--json'])
    expect(linesOf(list.stdout)).toMatchObject([
      { event: 'shop', id: 1, name: 'Тихий дом' },
      { event: 'result', ok: true, shops: [{ id: 1 }] },
    ])
    const said = await run('env', ['shop', 'list'])
    expect(said.stdout).toContain('Тихий дом')
    expect(said.stdout).toContain('Ozon')
  })

  test.each(['lines', 'JSON'])(
    'is added with keys of standard input as %s, loads with those of the keychain, and is removed with them',
    async form => {
      const { clientId, apiKey, perfClientId, perfClientSecret } = market.keys.demo
      const input =
        form === 'JSON'
          ? JSON.stringify({
              clientId,
              apiKey,
              performance: { clientId: perfClientId, clientSecret: perfClientSecret },
            })
          : `${clientId}\n${apiKey}\n${perfClientId}\n${perfClientSecret}\n`
      const { env } = keychain
      const added = await run(form, ['shop', 'add', '--name', 'Дом'], { input, env })
      expect(added).toMatchObject({
        code: 0,
        stdout: expect.stringMatching(/^Магазин «Дом» подключён под номером 1\.\n/),
      })
      expect(keychain.entries()).toHaveLength(2)
      const loaded = await run(form, ['sync', '--step', 'ozon.catalogue', 'ozon.prices', '--json'], { env })
      expect(loaded.code).toBe(0)
      const doctor = await run(form, ['doctor'], { env })
      expect(doctor).toMatchObject({ code: 0, stderr: '' })
      expect(doctor.stdout).toContain('✔ Ключи магазина «Дом»')

      expect(await run(form, ['shop', 'remove', 'Дом'], { env })).toMatchObject({ code: 0 })
      expect(keychain.entries()).toEqual([])
      const tables = await run(form, ['tables', '--json'])
      expect(last(tables).tables.filter(({ rows }: Line) => rows > 0)).toEqual([])
      expect(last(await run(form, ['shop', 'list', '--json'])).shops).toEqual([])
    },
  )

  test('P1: is not added with a key that is refused, whatever the reason, and the reason is said', async () => {
    const refused = [
      [market.keys.deactivated, 'expired_key', 'Создайте новый ключ'],
      [market.keys.ipRestricted, 'ip_denied', 'IP'],
      [market.keys.blocked, 'blocked', 'заблокировал'],
      [market.keys.wrongPerformance, 'bad_key', 'не принял ключи'],
    ] as const
    for (const [key, kind, word] of refused) {
      const told = await run('refused', ['shop', 'add', '--name', 'Нет', '--keys', 'env', '--json'], { key })
      expect(told.code).toBe(1)
      expect(last(told)).toMatchObject({ event: 'result', ok: false, error: { kind } })
      const said = await run('refused', ['shop', 'add', '--name', 'Нет', '--keys', 'env'], { key })
      expect(said.stdout).toBe('')
      expect(said.stderr).toContain(word)
    }
    expect(last(await run('refused', ['shop', 'list', '--json'])).shops).toEqual([])
  })

  test('is not added twice, nor without keys, nor with half of them, nor without a name', async () => {
    const key = market.keys.demo
    const add = ['shop', 'add', '--name', 'Дом', '--keys', 'env', '--json']
    expect((await run('twice', add, { key })).code).toBe(0)
    expect(last(await run('twice', add, { key })).error.kind).toBe('shop_exists')
    expect(last(await run('twice', add)).error).toEqual({
      kind: 'no_key',
      message: 'PRILAVOK_OZON_CLIENT_ID is not set',
    })
    for (const input of ['', '1943980\n', '{"clientId":"1943980"}', '{"clientId', 'слова\nключ\n']) {
      const told = await run('twice', ['shop', 'add', '--name', 'Дом', '--json'], { input })
      expect(told.code, input).toBe(1)
      expect(last(told).error.kind, input).toBe('bad_input')
    }
    const nameless = await run('twice', ['shop', 'add', '--keys', 'env', '--json'], { key })
    expect(nameless.code).toBe(1)
    expect(last(nameless)).toMatchObject({ event: 'result', ok: false })
  })

  test('without a keychain says so in one sentence and stores nothing', async () => {
    const missing = await startKeychain('missing', join(folder, 'missing'))
    const { clientId, apiKey } = market.keys.demo
    const told = await run('missing-data', ['shop', 'add', '--name', 'Дом'], {
      input: `${clientId}\n${apiKey}\n`,
      env: missing.env,
    })
    expect(told.code).toBe(1)
    expect(told.stderr).toContain('Системное хранилище паролей не найдено')
    expect(last(await run('missing-data', ['shop', 'list', '--json'])).shops).toEqual([])
    const doctor = await run('missing-data', ['doctor', '--json'], { env: missing.env })
    expect(doctor.code).toBe(1)
    expect(last(doctor).findings.filter(({ ok }: Line) => !ok)).toMatchObject([{ kind: 'keychain_missing' }])
  })

  test('removed by a name that nobody bears removes nothing', async () => {
    const told = await run('env', ['shop', 'remove', 'Чужой'])
    expect(told).toMatchObject({ code: 1, stdout: '' })
    expect(told.stderr).toContain('Такого магазина нет')
    expect(last(await run('env', ['shop', 'list', '--json'])).shops).toHaveLength(1)
  })
})

describe('every command', () => {
  test('takes a loopback address only, in an option and in the environment', async () => {
    for (const address of [
      'http://10.0.0.1:80',
      'https://api-seller.ozon.ru',
      'http://localhost.example.com',
      'ftp://127.0.0.1',
    ]) {
      const list = `ozon-seller=${address}`
      const told = await cli({
        args: ['shop', 'list', '--json', '--api', list],
        dataDir: join(folder, 'api'),
      })
      expect(told.code, address).toBe(1)
      expect(last(told).error.kind, address).toBe('bad_input')
      const set = await cli({
        args: ['shop', 'list', '--json'],
        dataDir: join(folder, 'api'),
        env: { PRILAVOK_API: list },
      })
      expect(set.code, address).toBe(1)
    }
    expect(readdirSync(folder)).not.toContain('api')
  })

  test('has no option for a key, and an unknown option or command is an error with a last line for a program', async () => {
    const { stdout } = await cli({ args: ['shop', 'add', '--help'] })
    expect(stdout).not.toMatch(/--(api-key|key\b|secret|token|client)/i)
    const wrong = [
      ['sync', '--api-key', 'x'],
      ['tables', '--start-day', '2026-09-31'],
      ['nothing'],
      ['query'],
      [],
    ]
    for (const args of wrong) {
      const told = await cli({ args: [...args, '--json'], dataDir: join(folder, 'unknown') })
      expect(told.code, args.join(' ')).toBe(1)
      expect(last(told), args.join(' ')).toMatchObject({ event: 'result', ok: false })
    }
    expect((await cli({ args: ['--help'] })).code).toBe(0)
  })

  test('speaks Russian unless the person set English', async () => {
    const name = 'languages'
    expect((await run(name, ['shop', 'list'])).stdout).toBe('Магазинов пока нет.\n')
    expect((await run(name, ['shop', 'list'], { env: { LANG: 'C.UTF-8' } })).stdout).toBe(
      'Магазинов пока нет.\n',
    )
    expect((await run(name, ['shop', 'list'], { env: { LANG: 'en_GB.UTF-8' } })).stdout).not.toMatch(
      /\p{Script=Cyrillic}/u,
    )
  })
})

describe('data of a cabinet whose place in the list was lost', () => {
  test('is found by doctor, listed, and removed by its number alone', async () => {
    const key = market.keys.demo
    const env = { ...keychain.env }
    const by = { key, env }
    await run('orphans', ['shop', 'add', '--name', 'Тихий дом', '--keys', 'env'], by)
    const loaded = await run('orphans', ['sync', '--keys', 'env', '--step', 'ozon.orders'], by)
    expect(loaded.code).toBe(0)
    expect((await run('orphans', ['doctor', '--keys', 'env'], by)).stdout).not.toContain(
      'Данные без магазина',
    )
    rmSync(join(folder, 'orphans', 'dims.sqlite'))

    const found = await run('orphans', ['doctor', '--keys', 'env'], by)
    expect(found.code).toBe(1)
    expect(found.stdout).toMatch(/✘ Данные без магазина: .*Тихий дом, Ozon, Client-Id \d+: /)
    const listed = await run('orphans', ['shop', 'orphans', '--json'])
    expect(linesOf(listed.stdout)).toMatchObject([
      { event: 'orphan', shopId: 1, name: 'Тихий дом', clientId: key.clientId },
      { event: 'result', ok: true },
    ])
    expect((await run('orphans', ['shop', 'orphans'])).stdout).toContain('Тихий дом')
    for (const wrong of ['2', 'Тихий дом', '1e0']) {
      const refused = await run('orphans', ['shop', 'forget', wrong, '--json'])
      expect(last(refused)).toMatchObject({ ok: false, error: { kind: 'no_shop' } })
    }
    expect(last(await run('orphans', ['shop', 'forget', '1', '--json']))).toMatchObject({
      ok: true,
      removed: [1],
    })
    expect((await run('orphans', ['shop', 'orphans'])).stdout).toContain(
      'Данных неподключённых кабинетов нет.',
    )
  })
})
