import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ElectronApplication, Page } from 'playwright'
import { describe } from 'vitest'
import { addDays, moscowDay } from '#contract/days.ts'
import { words } from '#i18n'
import type { Sandbox } from '../../sandbox/index.ts'
import { type App, appNow } from '../support/app.ts'
import { duplicatesSql } from '../support/contents.ts'
import { expect, test } from '../support/desk.ts'
import { button, connectShop, LOAD_MS, percent, plain, sees, typeKeys } from '../support/person.ts'
import { rowsOf } from '../support/query.ts'

const SPEEDUP = 300
const SHOP = 'Тихий дом'
const NOW = 'Обновить сейчас'
const OPEN = 'Открыть Прилавок'
/** A tenth of the simplest shop. */
const SMALL = { speedup: SPEEDUP, scale: 0.1 }
const { t, roubles } = words('ru')
/** A day in the middle of a month: until a sandbox is advanced to the app's day, no month or half of one begins that only the app knows of. */
const today = `${moscowDay(appNow()).slice(0, 8)}10`
const noon = { env: { PRILAVOK_NOW: `${today}T12:02:00+03:00` } }

/** Closes the window as a user does, and waits until its page is destroyed. */
async function closeWindow({ electron, page }: App, shown: Page = page): Promise<void> {
  const pid = await electron.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId(),
  )
  const gone = shown.waitForEvent('close')
  await electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
  await gone
  await expect.poll(() => lives(pid ?? 0)).toBe(false)
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** The window that an action opens. */
async function opened({ electron }: App, open: () => unknown): Promise<Page> {
  const [page] = await Promise.all([electron.waitForEvent('window'), open()])
  await page.waitForLoadState('load')
  return page
}

const windows = ({ electron }: App) =>
  electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)

/** Waits until the shop's line in the tray shows the marketplace's orders of a day. */
function lineOf(sandbox: Sandbox, day: string): string {
  const { units, revenue } = sandbox.truth('demo', { from: day, to: day }).orders.total
  return plain(
    t('tray.shop.today', {
      name: SHOP,
      units: t('count.pieces', { count: units }),
      revenue: roubles(revenue),
    }),
  )
}

async function load(app: App, sandbox: Sandbox): Promise<void> {
  await connectShop(app.page, SHOP, sandbox.keys.demo)
  await sees(app.page, '🎉')
}

describe('a window that is closed', () => {
  test('leaves the app in the tray, where it reads on: the orders of the day come without a window, and stand in the next one', async ({
    desk,
  }) => {
    // The page goes by the computer's day.
    const today = moscowDay(appNow())
    const sandbox = await desk.sandbox({ ...SMALL, at: `${today}T00:01:00+03:00` })
    const desktop = await desk.desktop()
    const app = await desk.launch()
    await load(app, sandbox)
    await expect.poll(() => desktop.shown.map(({ title }) => title)).toEqual(['1 магазин загружен'])

    await closeWindow(app)
    expect(await windows(app)).toBe(0)
    const title = 'Прилавок остаётся в области уведомлений'
    await expect.poll(() => desktop.shown.at(-1)?.title).toBe(title)
    const menu = async () => (await desktop.menu()).map(plain)
    await expect.poll(menu).toContain(lineOf(sandbox, today))

    const early = lineOf(sandbox, today)
    sandbox.advance(0.99)
    await desktop.choose(NOW)
    await expect.poll(menu, { timeout: LOAD_MS }).toContain(lineOf(sandbox, today))
    expect(lineOf(sandbox, today)).not.toBe(early)

    const again = await opened(app, () => desktop.clickIcon())
    // «30 дней» ends yesterday.
    const { total } = sandbox.truth('demo', { from: addDays(today, -30), to: addDays(today, -1) }).orders
    const pieces = again.getByRole('region', { name: 'Заказано, шт.', exact: true }).locator('[data-value]')
    await expect
      .poll(() => pieces.textContent().then(text => plain(text ?? '')))
      .toBe(plain(words('ru').number(total.units)))
    await closeWindow(app, again)
    expect(desktop.shown.filter(each => each.title === title)).toHaveLength(1)
    await opened(app, () => desktop.choose(OPEN))
  })

  test('goes into the dock where the desktop has no place for the icon, with a word why, and stays open', async ({
    desk,
  }) => {
    const desktop = await desk.desktop({ panel: false })
    const { electron, page } = await desk.launch()
    await sees(page, 'Выберите маркетплейс')
    // Without a window manager nothing is minimised, but the call is made.
    const minimized = electron.evaluate(({ BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows()
      let asked = 0
      if (window)
        window.minimize = () => {
          asked += 1
        }
      window?.close()
      return asked
    })
    expect(await minimized).toBe(1)
    await expect
      .poll(() => desktop.shown.map(({ title }) => title))
      .toEqual(['Прилавок свёрнут, а не закрыт'])
    expect(desktop.shown[0]?.body).toContain('нет области уведомлений')
    expect(desktop.icons()).toBe(0)
    await expect.poll(() => page.title()).toBe('Подключение магазина · Прилавок')
  })

  test('ends the app when the person wants it so', async ({ desk }) => {
    await desk.desktop()
    const app = await desk.launch()
    await sees(app.page, 'Выберите маркетплейс')
    expect(await app.call('background.set', { closeToTray: false })).toMatchObject({ ok: true })
    const ended = once(app.electron.process(), 'exit')
    await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
    expect(await ended).toEqual([0, null])
  })
})

test('a start at login that the system refuses is told, and changes nothing of what closing the window does', async ({
  desk,
}) => {
  await desk.desktop()
  const config = join(desk.dataDir, '..', 'config')
  mkdirSync(config)
  writeFileSync(join(config, 'autostart'), 'no folder')
  const app = await desk.launch({ env: { XDG_CONFIG_HOME: config } })
  await sees(app.page, 'Выберите маркетплейс')
  expect(await app.call('background.set', { startAtLogin: true })).toMatchObject({ ok: true })
  await sees(app.page, 'Запуск при входе в систему не изменён')
  await closeWindow(app)
  expect(await windows(app)).toBe(0)
})

describe('the tray', () => {
  test('stops every schedule and lets them go on, names the state, and ends the app', async ({ desk }) => {
    const desktop = await desk.desktop()
    const app = await desk.launch()
    await expect.poll(() => desktop.icons()).toBe(1)
    await expect.poll(() => desktop.tooltip()).toContain('Данные обновляются по расписанию')
    await desktop.choose('Приостановить обновление')
    await expect.poll(() => desktop.tooltip()).toContain('Обновление приостановлено')
    expect(await app.call('background.get')).toMatchObject({ value: { paused: true } })
    await desktop.choose('Возобновить обновление')
    await expect.poll(() => desktop.menu()).toContain('Приостановить обновление')
    await app.call('settings.set', { language: 'en' })
    await expect.poll(() => desktop.menu()).toContain('Quit')
    const ended = once(app.electron.process(), 'exit')
    await desktop.choose('Quit')
    expect(await ended).toEqual([0, null])
  })

  test('goes with the panel and comes back with it', async ({ desk }) => {
    const first = await desk.desktop()
    await desk.launch()
    await expect.poll(() => first.icons()).toBe(1)
    await first.removePanel()
    first.close()
    const second = await desk.desktop()
    await expect.poll(() => second.icons()).toBe(1)
    await expect.poll(() => second.menu()).toContain(OPEN)
  })
})

test('a request of the system to end is obeyed in the middle of a load, which goes on at the next start', async ({
  desk,
}) => {
  const sandbox = await desk.sandbox({ ...SMALL, speedup: 60 })
  const app = await desk.launch()
  await connectShop(app.page, SHOP, sandbox.keys.demo)
  await expect.poll(() => percent(app.page)).toBeGreaterThan(10)
  const reached = await percent(app.page)
  const ended = once(app.electron.process(), 'exit')
  app.electron.process().kill('SIGTERM')
  expect(await ended).toEqual([0, null])
  const again = await desk.launch()
  await sees(again.page, `Загрузка: ${SHOP}`)
  expect(await percent(again.page)).toBeGreaterThanOrEqual(reached)
  await again.page.getByText('🎉').waitFor({ timeout: LOAD_MS })
})

describe('a start at login', () => {
  test('is asked about once, at the end of the wizard, and is an entry of the desktop', async ({ desk }) => {
    const sandbox = await desk.sandbox(SMALL)
    const config = join(desk.dataDir, '../config')
    const entry = join(config, 'autostart', 'prilavok.desktop')
    const app = await desk.launch({ env: { XDG_CONFIG_HOME: config } })
    await load(app, sandbox)
    const question = app.page.getByRole('region', { name: 'Запускать Прилавок при входе в систему?' })
    await question.waitFor()
    await app.screenshot('start-at-login')
    expect(existsSync(entry)).toBe(false)
    await question.getByRole('button', { name: 'Запускать', exact: true }).click()
    await question.waitFor({ state: 'detached' })
    await expect.poll(() => existsSync(entry)).toBe(true)
    expect(readFileSync(entry, 'utf8')).toContain(`"--hidden" "--data-dir=${desk.dataDir}"`)
    await app.call('background.set', { startAtLogin: false })
    await expect.poll(() => existsSync(entry)).toBe(false)
    await app.page.reload()
    await sees(app.page, '🎉')
    expect(await question.count()).toBe(0)
  })

  test('is in the tray alone; a start by hand shows the window of the first', async ({ desk }) => {
    const desktop = await desk.desktop()
    const app = await desk.login()
    await expect.poll(() => desktop.menu()).toContain(OPEN)
    expect(app.windows()).toEqual([])
    const window = app.waitForEvent('window')
    await expect(desk.launch()).rejects.toThrow()
    await (await window).waitForLoadState('load')
    expect(desktop.icons()).toBe(1)
  })
})

const stateOf = async (app: ElectronApplication): Promise<string> => {
  const page = app.windows()[0] as Page
  const answer = await page.evaluate(() => window.prilavok.call('status.get', undefined))
  return (answer as { value: { state: string } }).value.state
}

describe('a coordinator', () => {
  test('whose slot comes while the first load is under way leaves its end on the page', async ({ desk }) => {
    const sandbox = await desk.sandbox({ ...SMALL, today: addDays(today, -1) })
    const midday = Date.parse(`${addDays(today, -1)}T12:00:00Z`)
    const at = (ms: number) => ({ env: { PRILAVOK_NOW: new Date(ms).toISOString() } })
    const began = performance.now()
    await (await desk.launch(at(midday))).close()
    // Window and keys take some seconds, on a slow computer more.
    const lead = Math.max(4_000, 2 * (performance.now() - began))
    const [settings] = rowsOf(desk.dataDir, "SELECT value FROM settings WHERE key = 'jitter'")
    const { frequent } = JSON.parse(String(settings?.value))
    const app = await desk.launch(at(midday + frequent * 1_000 - lead))
    await load(app, sandbox)
    const shops = (await app.call('shop.list')) as { value: readonly { id: number }[] }
    const shopId = shops.value[0]?.id
    const trigger = async () => {
      const asked = (await app.call('sync.status', { shopId })) as { value: { trigger: string } }
      return asked.value.trigger
    }
    await expect.poll(trigger, { timeout: LOAD_MS }).not.toBe('person')
    expect(await app.page.getByText('🎉').first().isVisible()).toBe(true)
    await app.close()
  })

  test('that a power cut ends in the middle goes on at the next start, and nothing is lost or doubled', async ({
    desk,
  }) => {
    const sandbox = await desk.sandbox({ ...SMALL, speedup: 60, today: addDays(today, -1) })
    const yesterday = { PRILAVOK_NOW: `${addDays(today, -1)}T12:00:00Z` }
    const first = await desk.launch({ env: yesterday })
    await load(first, sandbox)
    await first.close()

    // A night later every coordinator has missed its slot.
    sandbox.advance(1)
    sandbox.log.clear()
    const now = { PRILAVOK_NOW: `${today}T12:00:00Z` }
    const second = await desk.launch({ env: now })
    await expect.poll(() => sandbox.log.entries.length, { timeout: LOAD_MS }).toBeGreaterThan(20)
    expect(await stateOf(second.electron)).toBe('syncing')
    await second.kill()

    const third = await desk.launch({ env: now })
    await expect.poll(() => stateOf(third.electron), { timeout: LOAD_MS }).toBe('idle')
    const from = addDays(today, -29)
    const { total } = sandbox.truth('demo', { from, to: today }).orders
    const asked = await third.call('overview.get', { shopIds: null, from, to: today })
    expect(asked).toMatchObject({
      value: { units: { value: total.units }, revenue: { value: total.revenue } },
    })
    await third.close()
    expect(rowsOf(desk.dataDir, duplicatesSql())).toEqual([])
  })
})

describe('a key that is revoked', () => {
  test('stops the shop with one word to the person; a new key catches up', async ({ desk }) => {
    const sandbox = await desk.sandbox({ ...SMALL, today: addDays(today, -1) })
    const desktop = await desk.desktop()
    const app = await desk.launch(noon)
    await load(app, sandbox)
    await closeWindow(app)
    const lost = () => desktop.shown.filter(({ title }) => title === 'Нет доступа к 1 магазину')

    sandbox.faults.set([{ kind: 'token_expired', host: 'ozon-seller' }])
    sandbox.advance(1)
    await desktop.choose(NOW)
    await expect.poll(() => desktop.menu()).toContain(`${SHOP}: нет доступа, обновите ключ или токен`)
    await expect.poll(() => desktop.tooltip()).toContain('Нужно ваше внимание')
    await expect.poll(() => lost().length).toBe(1)
    // The advertising, which has a key of its own, is read to its end; a busy computer is long between two requests.
    const quiet = async () => {
      const before = sandbox.log.entries.length
      await sleep(5000)
      return sandbox.log.entries.length === before
    }
    await expect.poll(quiet, { timeout: LOAD_MS }).toBe(true)
    const asked = sandbox.log.entries.length
    await desktop.choose(NOW)

    const [word] = lost()
    const page = await opened(app, () => word && desktop.open(word))
    const card = page.getByRole('article', { name: SHOP })
    await card.waitFor()
    expect(sandbox.log.entries.length).toBe(asked)
    sandbox.faults.clear()
    await card.getByRole('button', { name: 'Обновить ключи' }).click()
    await typeKeys(page, null, sandbox.keys.expiring)
    await button(page, 'Сохранить').click()
    const line = lineOf(sandbox, today)
    await expect.poll(async () => (await desktop.menu()).map(plain), { timeout: LOAD_MS }).toContain(line)
    expect(lost()).toHaveLength(1)
  })
})
