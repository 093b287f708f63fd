import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { describe } from 'vitest'
import { packagedApp } from '../../scripts/package.ts'
import type { App } from '../support/app.ts'
import { expect, test } from '../support/desk.ts'
import { LOAD_MS, sees } from '../support/person.ts'
import { cli } from '../support/query.ts'

describe('the window', () => {
  test('opens without an error, with its title and our origin alone', async ({ desk }) => {
    const { page, errors } = await desk.launch()
    expect(page.url()).toMatch(/^app:\/\/prilavok\//)
    await expect.poll(() => page.title()).toBe('Подключение магазина · Прилавок')
    await page.waitForFunction(() => (document.getElementById('root')?.childElementCount ?? 0) > 0)
    expect(errors).toEqual([])
  })

  test('gives the page neither Node nor Electron', async ({ desk }) => {
    const { page } = await desk.launch()
    const found = await page.evaluate(() =>
      ['require', 'process', 'module', 'Buffer', 'electron', '__dirname'].filter(name => name in window),
    )
    expect(found).toEqual([])
    expect(await page.evaluate(() => Object.keys(window.prilavok).toSorted())).toEqual(['call', 'on'])
  })

  test('answers its own page, and knows no name beside the contract', async ({ desk }) => {
    const app = await desk.launch()
    expect(await app.call('app.info')).toMatchObject({ ok: true, value: { readOnly: false } })
    expect(await app.call('engine.shutdown')).toMatchObject({ ok: false, kind: 'unknown_method' })
    expect(await app.call('app.openHelp', { topic: 'file:///etc' })).toMatchObject({
      ok: false,
      kind: 'bad_input',
    })
  })

  test('alone is answered: no other window, no other page in it and no frame of it', async ({ desk }) => {
    const app = await desk.launch()
    const forbidden = { ok: false, kind: 'forbidden_sender' }
    const answers = await app.electron.evaluate(async ({ app, BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows()
      if (!window) throw new Error('no window')
      const preload = `${app.getAppPath()}/out/preload/index.cjs`
      const twin = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: true } })
      await twin.loadURL('app://prilavok/')
      const ask = (of: Electron.WebContents): Promise<unknown[]> =>
        of.executeJavaScript(
          `Promise.all(['app.info', 'shop.list', 'engine.shutdown'].map(name => window.prilavok.call(name)))`,
        )
      const other = await ask(twin.webContents)
      twin.destroy()
      return { other, own: await ask(window.webContents) }
    })
    expect(answers.other).toMatchObject([forbidden, forbidden, forbidden])
    expect(answers.own).toMatchObject([{ ok: true }, { ok: true }, { kind: 'unknown_method' }])

    // A frame has no bridge; a call in its name is refused as well.
    const framed = await app.electron.evaluate(async ({ BrowserWindow, ipcMain }) => {
      const [window] = BrowserWindow.getAllWindows()
      const sender = window?.webContents
      if (!sender) throw new Error('no window')
      await sender.executeJavaScript(`document.body.append(document.createElement('iframe'))`)
      const { _invokeHandlers: handlers } = ipcMain as unknown as {
        _invokeHandlers: Map<string, (event: unknown, name: string) => Promise<unknown>>
      }
      const from = (senderFrame: unknown) => handlers.get('call')?.({ sender, senderFrame }, 'app.info')
      const [frame] = sender.mainFrame.frames
      return {
        bridge: await frame?.executeJavaScript('typeof window.prilavok'),
        answers: [await from(frame), await from(null), await from(sender.mainFrame)],
      }
    })
    expect(framed.bridge).toBe('undefined')
    expect(framed.answers).toMatchObject([forbidden, forbidden, { ok: true }])

    const elsewhere = await app.electron.evaluate(async ({ BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows()
      await window?.loadURL('data:text/html,<title>elsewhere</title>')
      return window?.webContents.executeJavaScript(`window.prilavok.call('shop.list')`)
    })
    expect(elsewhere).toMatchObject(forbidden)
  })

  test('speaks the language of the app in its menus, without the tools of developers', async ({ desk }) => {
    const app = await desk.launch()
    const { page } = app
    await sees(page, 'Выберите маркетплейс')
    const bar = () =>
      app.electron.evaluate(({ Menu }) => {
        const names = (items: readonly Electron.MenuItem[]): string[] =>
          items.flatMap(item => [item.label, ...names(item.submenu?.items ?? [])])
        return names(Menu.getApplicationMenu()?.items ?? []).filter(name => name !== '')
      })
    await expect.poll(bar).toContain('Вставить')
    for (const name of await bar()) expect(name).not.toMatch(/[A-Za-z]/)
    await app.call('settings.set', { language: 'en' })
    await expect.poll(bar).toContain('Paste')
    for (const name of await bar()) expect(name).not.toMatch(/[А-я]|Reload|Developer/)
    await app.call('settings.set', { language: 'ru' })
    await expect.poll(bar).toContain('Вставить')

    const press = (label: string) =>
      app.electron.evaluate(({ Menu, BrowserWindow }, label) => {
        const [window] = BrowserWindow.getAllWindows()
        const all = Menu.getApplicationMenu()?.items.flatMap(item => item.submenu?.items ?? []) ?? []
        all.find(item => item.label === label)?.click(undefined, window, window?.webContents)
      }, label)
    await app.call('shop.addDemo')
    await page.reload()
    await press('Настройки')
    await page.getByRole('heading', { name: 'Настройки', level: 1 }).waitFor()
    expect(await page.title()).toBe('Настройки · Прилавок')
    // A second click does not reload the page: typed text is still there.
    await page.evaluate(() => Object.assign(window, { typed: true }))
    await press('Настройки')
    await press('Магазины')
    await page.getByRole('heading', { name: 'Магазины', level: 1 }).waitFor()
    await press('Магазины')
    expect(await page.evaluate(() => 'typed' in window)).toBe(true)
  })

  test('pastes a key with the mouse alone', async ({ desk }) => {
    const { page, electron } = await desk.launch()
    await page.getByRole('button', { name: 'Wildberries', exact: true }).click()
    const field = page.getByLabel('Токен', { exact: true })
    // The menu is inspected instead of drawn: its items, and what they do.
    await electron.evaluate(({ clipboard, Menu }) => {
      clipboard.writeText('a.pasted.token')
      Menu.prototype.popup = function (this: Electron.Menu) {
        Object.assign(globalThis, { popped: this })
      }
    })
    const items = () =>
      electron.evaluate(() => {
        const { popped } = globalThis as { popped?: Electron.Menu }
        return popped?.items.filter(item => item.type !== 'separator').map(item => [item.label, item.enabled])
      })
    await page.getByRole('heading', { name: 'Токен Wildberries' }).click({ button: 'right' })
    expect(await items()).toBeUndefined()
    await field.click({ button: 'right' })
    await expect.poll(items).toContainEqual(['Вставить', true])
    // A secret cannot be copied from its field.
    expect(await items()).toContainEqual(['Копировать', false])
    await electron.evaluate(({ BrowserWindow }) => {
      const { popped } = globalThis as { popped?: Electron.Menu }
      const [window] = BrowserWindow.getAllWindows()
      popped?.items.find(item => item.label === 'Вставить')?.click(undefined, window, window?.webContents)
    })
    await expect.poll(() => field.inputValue()).toBe('a.pasted.token')
  })

  test('has no page that can ask more than the app can answer', async ({ desk }) => {
    const { page, call } = await desk.launch()
    const flood = (of: 'overview.get' | 'status.get') =>
      page.evaluate(async of => {
        const day = (index: number) => new Date(Date.UTC(2020, 0, 1 + index)).toISOString().slice(0, 10)
        const questions =
          of === 'status.get'
            ? Array.from({ length: 20_000 }, () => undefined)
            : Array.from({ length: 5000 }, (_, index) => ({
                shopIds: null,
                from: day(0),
                to: day(index % 2000),
              }))
        const counts: Record<string, number> = {}
        await Promise.all(
          questions.map(async input => {
            const answer = await window.prilavok.call(of, input)
            const word = answer.ok ? 'answered' : answer.kind
            counts[word] = (counts[word] ?? 0) + 1
          }),
        )
        return counts
      }, of)
    expect(await flood('status.get')).toEqual({ answered: 20_000 })
    const { answered = 0, busy = 0, ...others } = await flood('overview.get')
    expect([answered + busy, others]).toEqual([5000, {}])
    expect(answered).toBeGreaterThan(100)
    expect(busy).toBeGreaterThan(100)
    const many = { shopIds: Array.from({ length: 100_000 }, (_, index) => index) }
    expect(await call('coverage.get', many)).toMatchObject({ ok: false, kind: 'bad_input' })
    const noDay = { shopIds: null, from: '2026-02-30', to: '2026-03-01' }
    expect(await call('overview.get', noDay)).toMatchObject({ ok: false, kind: 'bad_input' })
  })

  test('has a policy that lets nothing in that is not ours', async ({ desk }) => {
    const { page } = await desk.launch()
    expect(await page.evaluate(() => fetch(location.href).catch(() => 'refused'))).toBe('refused')
    const ran = await page.evaluate(() => {
      const script = document.createElement('script')
      script.textContent = 'window.ran = true'
      document.head.append(script)
      return 'ran' in window
    })
    expect(ran).toBe(false)
    const image = await page.evaluate(
      () =>
        new Promise(resolve => {
          document.addEventListener('securitypolicyviolation', event => resolve(event.effectiveDirective), {
            once: true,
          })
          new Image().src = 'https://example.com/a.png'
        }),
    )
    expect(image).toBe('img-src')
  })

  test('stays where it is: no navigation, no second window, no permission', async ({ desk }) => {
    const { page, electron } = await desk.launch()
    await page.evaluate(() => {
      location.href = 'https://example.com/'
    })
    expect(await page.evaluate(() => window.open('https://example.com/') === null)).toBe(true)
    expect(await page.evaluate(() => window.open('app://prilavok/') === null)).toBe(true)
    expect(await page.evaluate(() => Notification.requestPermission())).toBe('denied')
    expect(page.url()).toMatch(/^app:\/\/prilavok\//)
    expect(electron.windows()).toHaveLength(1)
  })

  test('does not read files beside its own', async ({ desk }) => {
    const { electron } = await desk.launch()
    const status = (address: string) =>
      electron.evaluate(async ({ net }, url) => (await net.fetch(url)).status, address)
    expect(await status('app://prilavok/index.html')).toBe(200)
    expect(await status('app://prilavok/%2e%2e%2fmain%2findex.js')).toBe(404)
    expect(await status('app://prilavok/..%2f..%2fpackage.json')).toBe(404)
    expect(await status('app://elsewhere/index.html')).toBe(404)
  })

  test('comes back after a crash of its page', async ({ desk }) => {
    const { electron, page } = await desk.launch()
    const pid = () =>
      electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId())
    const before = await pid()
    const crashed = page.waitForEvent('crash')
    await electron.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer(),
    )
    await crashed
    await expect.poll(pid, { timeout: 10_000 }).not.toBe(before)
    await expect
      .poll(() =>
        electron.evaluate(({ BrowserWindow }) =>
          BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript('document.title'),
        ),
      )
      .toBe('Подключение магазина · Прилавок')
  })

  test('opens where it was closed, and once on a data folder: a second start shows the first window, the command line says why it cannot', async ({
    desk,
  }) => {
    const first = await desk.launch()
    await first.electron.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.setBounds({ x: 120, y: 90, width: 1010, height: 707 }),
    )
    await first.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide())
    await expect(desk.launch({ args: ['--second'] })).rejects.toThrow()
    const visible = () =>
      first.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible())
    await expect.poll(visible).toBe(true)
    const { code, said, events } = cli(desk.dataDir, 'status')
    expect(code).toBe(1)
    expect(said + JSON.stringify(events)).toContain('data_in_use')
    await first.close()
    const again = await desk.launch()
    const bounds = await again.electron.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.getBounds(),
    )
    expect(bounds).toMatchObject({ width: 1010, height: 707 })
  })
})

describe('the package', () => {
  test('has its fuses set, but for the one that lets Playwright in', async () => {
    const wire = await getCurrentFuseWire(packagedApp())
    const on = (fuse: FuseV1Options) => wire[fuse] === FuseState.ENABLE
    expect({
      runAsNode: on(FuseV1Options.RunAsNode),
      nodeOptions: on(FuseV1Options.EnableNodeOptionsEnvironmentVariable),
      cookieEncryption: on(FuseV1Options.EnableCookieEncryption),
      asarIntegrity: on(FuseV1Options.EnableEmbeddedAsarIntegrityValidation),
      onlyAsar: on(FuseV1Options.OnlyLoadAppFromAsar),
      fileProtocol: on(FuseV1Options.GrantFileProtocolExtraPrivileges),
    }).toEqual({
      runAsNode: false,
      nodeOptions: false,
      cookieEncryption: true,
      asarIntegrity: true,
      onlyAsar: true,
      fileProtocol: false,
    })
    const release = readFileSync(join(import.meta.dirname, '../../electron-builder.yml'), 'utf8')
    expect(release).toMatch(/^ {2}enableNodeCliInspectArguments: false$/m)
  })

  test('loads both databases in a worker', async ({ desk }) => {
    const { electron } = await desk.launch()
    const answer = await electron.evaluate(
      ({ app }) =>
        new Promise((resolve, reject) => {
          const { Worker } = process.getBuiltinModule('node:worker_threads')
          const code = `
            const require = process.getBuiltinModule('node:module').createRequire(${JSON.stringify(`${app.getAppPath()}/package.json`)})
            const sqlite = new (require('better-sqlite3'))(':memory:').prepare('select 40 + 2 as v').get()
            const { DuckDBInstance } = require('@duckdb/node-api')
            DuckDBInstance.create(':memory:').then(async instance => {
              const rows = await (await instance.connect()).runAndReadAll('select 40 + 2 as v')
              require('node:worker_threads').parentPort.postMessage({ sqlite: sqlite.v, duckdb: rows.getRows()[0][0] })
            })`
          new Worker(code, { eval: true }).once('message', resolve).once('error', reject)
        }),
    )
    expect(answer).toEqual({ sqlite: 42, duckdb: 42 })
  })
})

/** Stores a value in the keychain from within the app, or none, and reads it. */
function keyring(electron: App['electron'], word?: string) {
  return electron.evaluate(async ({ app }, word) => {
    const require = process.getBuiltinModule('node:module').createRequire(`${app.getAppPath()}/package.json`)
    const { AsyncEntry } = require('@napi-rs/keyring')
    try {
      const entry = new AsyncEntry('Prilavok test', 'word', { linux: { store: 'secret-service' } })
      if (word) await entry.setPassword(word)
      return (await entry.getPassword()) ?? 'nothing'
    } catch (error) {
      return `refused: ${error}`
    }
  }, word)
}

describe('a keychain that is open', () => {
  test('keeps what the app stores, also for the next start', async ({ desk }) => {
    const app = await desk.launch()
    expect(await keyring(app.electron)).toBe('nothing')
    expect(await keyring(app.electron, 'прилавок')).toBe('прилавок')
    await app.close()
    expect(await keyring((await desk.launch()).electron)).toBe('прилавок')
  })
})

describe('a keychain that is locked', () => {
  test.override({ keychainState: 'locked' })
  test('refuses until it is unlocked', async ({ desk }) => {
    const { electron } = await desk.launch()
    expect(await keyring(electron, 'прилавок')).toMatch(/^refused/)
    await desk.keychain.unlock()
    expect(await keyring(electron, 'прилавок')).toBe('прилавок')
  })
})

describe('a computer without a keychain', () => {
  test.override({ keychainState: 'missing' })
  test('refuses', async ({ desk }) => {
    const { electron } = await desk.launch()
    expect(await keyring(electron, 'прилавок')).toMatch(/^refused/)
  })
})

describe('the parts together', () => {
  test('a demo shop loads its catalogue: engine, keychain and sandbox, each in its place in the package', async ({
    desk,
  }) => {
    const app = await desk.launch()
    const added = await app.call('shop.addDemo')
    expect(added).toMatchObject({ ok: true, value: { demo: true } })
    const { id: shopId } = (added as { value: { id: number } }).value
    expect(await app.call('sync.start', { shopId })).toMatchObject({ ok: true })
    await expect
      .poll(async () => JSON.stringify(await app.call('sync.status', { shopId })), { timeout: LOAD_MS })
      .toMatch(/"step":"ozon.catalogue","status":"done","rows":[1-9]/)
    await app.close()
    const again = await desk.launch()
    expect(await again.call('shop.list')).toMatchObject({ ok: true, value: [{ id: shopId }] })
  })
})
