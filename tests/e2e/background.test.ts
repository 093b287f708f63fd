import type { Page } from 'playwright'
import { describe } from 'vitest'
import { addDays, moscowDay } from '#contract/days.ts'
import { words } from '#i18n'
import type { Sandbox } from '../../sandbox/index.ts'
import type { App } from '../support/app.ts'
import { expect, test } from '../support/desk.ts'
import { connectShop, plain, sees } from '../support/person.ts'

const SPEEDUP = 300
const SHOP = 'Тихий дом'
const NOW = 'Синхронизировать сейчас'
const OPEN = 'Открыть Prilavok'
/** Of the simplest shop, a tenth. */
const SMALL = { speedup: SPEEDUP, scale: 0.1 }
const { t, roubles } = words('ru')

/** Closes the window as a person does, and waits until its page has given its memory back. */
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

/** The window that something opens. */
async function opened({ electron }: App, open: () => unknown): Promise<Page> {
  const [page] = await Promise.all([electron.waitForEvent('window'), open()])
  await page.waitForLoadState('load')
  return page
}

const windows = ({ electron }: App) =>
  electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)

/** The line of a shop in the tray once the orders of a day are what the marketplace says. */
function lineOf(sandbox: Sandbox, day: string): string {
  const { postings, revenue } = sandbox.truth('demo', { from: day, to: day }).orders.total
  return plain(
    t('tray.shop.today', {
      name: SHOP,
      orders: t('count.orders', { count: postings }),
      revenue: roubles(revenue),
    }),
  )
}

async function load(app: App, sandbox: Sandbox): Promise<void> {
  await connectShop(app.page, SHOP, sandbox.keys.demo)
  await sees(app.page, '🎉')
}

describe('a window that is closed', () => {
  test('leaves the app in the tray, where it reads on: the next day comes without a window, and stands in the next one', async ({
    desk,
  }) => {
    const today = moscowDay(Date.now())
    const sandbox = await desk.sandbox({ ...SMALL, today: addDays(today, -1) })
    const desktop = await desk.desktop()
    const app = await desk.launch()
    await load(app, sandbox)
    await expect.poll(() => desktop.shown.map(({ title }) => title)).toEqual(['1 магазин загружен'])

    await closeWindow(app)
    expect(await windows(app)).toBe(0)
    const title = 'Prilavok остаётся в области уведомлений'
    await expect.poll(() => desktop.shown.at(-1)?.title).toBe(title)
    const menu = async () => (await desktop.menu()).map(plain)
    await expect.poll(menu).toContain(lineOf(sandbox, today))

    sandbox.advance(1)
    await desktop.choose(NOW)
    await expect.poll(menu, { timeout: 60_000 }).toContain(lineOf(sandbox, today))
    expect(lineOf(sandbox, today)).not.toContain(': сегодня 0 ')

    const again = await opened(app, () => desktop.clickIcon())
    const { total } = sandbox.truth('demo', { from: addDays(today, -29), to: today }).orders
    const orders = again.getByRole('region', { name: 'Заказы', exact: true }).locator('[data-value]')
    await expect
      .poll(() => orders.textContent().then(text => plain(text ?? '')))
      .toBe(plain(words('ru').number(total.postings)))
    await closeWindow(app, again)
    expect(desktop.shown.filter(each => each.title === title)).toHaveLength(1)
    await opened(app, () => desktop.choose(OPEN))
  })
})
