import type { Page } from 'playwright'
import { describe } from 'vitest'
import { addDays, moscowDay } from '#contract/days.ts'
import type { Shop } from '#contract/shop.ts'
import { type App, appNow } from '../support/app.ts'
import { expect, test } from '../support/desk.ts'
import { settle } from '../support/hands.ts'
import { keysOf, type SandboxKey } from '../support/keys.ts'
import { button, figure, LOAD_MS, plain, sees } from '../support/person.ts'

const OZON = 'Тихий дом'
const WB = 'Сад'
const FAST = { speedup: 600, scale: 0.2 } as const

async function ask<T>(app: App, name: string, input?: unknown): Promise<T> {
  const answer = await app.call(name, input)
  if (!answer.ok) throw new Error(`${name}: ${answer.kind} ${answer.message}`)
  return answer.value as T
}

/** Connects a shop and loads it, or refreshes some steps of an existing one, until the run ends. */
async function load(app: App, shop: number | readonly [string, SandboxKey], steps?: readonly string[]) {
  const shopId =
    typeof shop === 'number'
      ? shop
      : (await ask<Shop>(app, 'shop.add', { name: shop[0], keys: keysOf(shop[1]) })).id
  await ask(app, 'sync.start', { shopId, ...(steps && { steps }) })
  await expect
    .poll(() => ask<{ status: string }>(app, 'sync.status', { shopId }), { timeout: LOAD_MS })
    .not.toMatchObject({ status: 'running' })
  return shopId
}

const address = (page: Page) => page.evaluate(() => location.hash)
const radio = (page: Page, name: string) => page.getByRole('radio', { name, exact: true })
const picker = (page: Page) => page.getByRole('button', { name: /Выбрать период$/ })
const day = (text: string) => text.split('-').reverse().join('.')
/** Number of pictures of products that are on the screen, not only asked for. */
const seenPictures = (page: Page) =>
  page
    .getByRole('table', { name: 'Топ товаров' })
    .locator('img[src^="/pictures/"]')
    .evaluateAll(images => images.filter(image => (image as HTMLImageElement).naturalWidth > 0).length)
const drawn = (page: Page) => page.locator('[data-drawn]').waitFor()

describe('what is looked at on «Обзор»', () => {
  test('stands in the address, outlives other pages and a restart, and is undone by Back', async ({
    desk,
  }) => {
    const sandbox = await desk.sandbox(FAST)
    const app = await desk.launch()
    const { page } = app
    await sees(page, 'Выберите маркетплейс')
    await load(app, [OZON, sandbox.keys.demo])
    const wb = await load(app, [WB, sandbox.tokens.demo])
    await settle(page, '/')
    await drawn(page)
    await expect.poll(() => seenPictures(page), { timeout: LOAD_MS }).toBeGreaterThan(3)
    expect(await radio(page, '30 дней').isChecked()).toBe(true)
    await expect.poll(() => address(page)).toBe('#/?shop=all&period=30')

    await page.getByText('7 дней', { exact: true }).click()
    await expect.poll(() => address(page)).toBe('#/?shop=all&period=7')
    await page.getByRole('combobox', { name: 'Магазин' }).click()
    await page.getByRole('option', { name: WB, exact: true }).click()
    await expect.poll(() => address(page)).toBe(`#/?shop=${wb}&period=7`)
    const yesterday = addDays(sandbox.today(), -1)
    const { orders } = sandbox.wbTruth('wb-demo', { from: addDays(yesterday, -6), to: yesterday })
    const units = String(orders.total.orders)
    await expect.poll(() => figure(page, 'Заказано, шт.')).toBe(units)

    // Each page keeps its scroll position, and starts at its top.
    await page.mouse.wheel(0, 400)
    await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(100)
    const left = await page.evaluate(() => scrollY)
    await page.getByRole('link', { name: 'Магазины' }).click()
    await page.getByRole('article', { name: WB }).waitFor()
    expect(await page.evaluate(() => scrollY)).toBe(0)
    await page.getByRole('link', { name: 'Обзор' }).click()
    await drawn(page)
    expect(await address(page)).toBe(`#/?shop=${wb}&period=7`)
    expect(await page.evaluate(() => scrollY)).toBe(left)

    await page.goBack()
    await page.getByRole('article', { name: WB }).waitFor()
    await page.goBack()
    await page.goBack()
    await expect.poll(() => address(page)).toBe('#/?shop=all&period=7')
    await page.goBack()
    await expect.poll(() => radio(page, '30 дней').isChecked()).toBe(true)
    await page.goForward()
    await page.goForward()
    await expect.poll(() => figure(page, 'Заказано, шт.')).toBe(units)
    await app.close()

    const again = await desk.launch()
    await drawn(again.page)
    await expect.poll(() => address(again.page)).toBe(`#/?shop=${wb}&period=7`)
    expect(await radio(again.page, '7 дней').isChecked()).toBe(true)
    await expect.poll(() => figure(again.page, 'Заказано, шт.')).toBe(units)

    // A shop that was removed is no longer selected.
    await settle(again.page, '/?shop=77&period=7')
    await expect
      .poll(() => again.page.getByRole('combobox', { name: 'Магазин' }).inputValue())
      .toBe('Все магазины')
    expect([...app.errors, ...again.errors]).toEqual([])
  })

  test('is chosen in one picker on «Обзор» and «События»: at the end of the period, no further back than the data, typed too', async ({
    desk,
  }) => {
    const sandbox = await desk.sandbox(FAST)
    const app = await desk.launch()
    const { page } = app
    await sees(page, 'Выберите маркетплейс')
    await load(app, [WB, sandbox.tokens.demo])
    await settle(page, '/?period=90')
    await drawn(page)
    const today = moscowDay(appNow())
    const dialog = page.getByRole('dialog', { name: 'Выбрать период' })
    const inMoscow = dialog.locator('[aria-current="date"]')

    await picker(page).click()
    // Today is visible whatever the start of the period, and there is no later month than its own.
    expect(await inMoscow.textContent()).toBe(String(Number(today.slice(8))))
    const isShown = addDays(today, -1).slice(0, 7) === today.slice(0, 7)
    expect(await dialog.getByRole('button', { name: 'Следующий' }).isDisabled()).toBe(isShown)
    await dialog.getByRole('textbox', { name: 'Первый день' }).fill('31.02.2026')
    await button(page, 'Показать').click()
    await sees(page, 'Введите обе даты')
    await dialog.getByRole('textbox', { name: 'Первый день' }).fill('01.01.2019')
    await button(page, 'Показать').click()
    await sees(page, /^Данные есть с \d/)
    await dialog.getByRole('textbox', { name: 'Первый день' }).fill(day(today))
    await dialog.getByRole('textbox', { name: 'Последний день' }).fill(day(addDays(today, 1)))
    await button(page, 'Показать').click()
    await sees(page, 'Последний день ещё не наступил')
    await dialog.getByRole('textbox', { name: 'Последний день' }).fill(day(addDays(today, -1)))
    await button(page, 'Показать').click()
    await sees(page, 'Первый день позже последнего')
    const from = addDays(today, -5)
    await dialog.getByRole('textbox', { name: 'Первый день' }).fill(day(from))
    await page.keyboard.press('Enter')
    await dialog.waitFor({ state: 'hidden' })
    await expect.poll(() => address(page)).toContain(`from=${from}&to=${addDays(today, -1)}`)

    await picker(page).click()
    await button(page, 'Прошлый месяц').click()
    await expect.poll(() => address(page)).toContain('period=last_month')
    // The focus is where it was.
    expect(await picker(page).evaluate(each => each === document.activeElement)).toBe(true)

    await settle(page, '/events')
    await page.getByRole('button', { name: 'За всё время. Выбрать период' }).click()
    await button(page, '7 дней').click()
    await expect.poll(() => address(page)).toBe('#/events?period=7')
    await page.getByRole('button', { name: /^7 дней: / }).waitFor()
    // The rail restores the filters of the events.
    await page.getByRole('link', { name: 'Магазины' }).click()
    await page.getByRole('link', { name: 'События' }).click()
    await expect.poll(() => address(page)).toBe('#/events?period=7')
    await picker(page).click()
    await button(page, 'За всё время').click()
    await expect.poll(() => address(page)).toBe('#/events')
    expect(app.errors).toEqual([])
  })
})

describe('«Обзор» says only what is so', () => {
  test('a refused or failed refresh is no update: the cause, the way out and the old time stand on the page', async ({
    desk,
  }) => {
    const sandbox = await desk.sandbox(FAST)
    const app = await desk.launch()
    const { page } = app
    await sees(page, 'Выберите маркетплейс')
    const ozon = await load(app, [OZON, sandbox.keys.demo])
    const wb = await load(app, [WB, sandbox.tokens.demo])
    const updated = async (shopId: number) =>
      (await ask<Shop[]>(app, 'shop.list')).find(({ id }) => id === shopId)?.updated.at
    await settle(page, `/?shop=${ozon}&period=30`)
    await drawn(page)
    await sees(page, /^Обновлено сегодня в \d/)
    expect(await page.locator('[data-trouble]').count()).toBe(0)

    const before = await updated(ozon)
    sandbox.faults.set([
      { kind: '500', path: '/v*/posting/*' },
      { kind: 'wrong_types', path: '/v*/posting/*' },
    ])
    await load(app, ozon, ['ozon.orders'])
    const trouble = page.locator(`[data-trouble="${ozon}"]`)
    await trouble.getByText('Заказы').waitFor()
    await trouble.getByText(/Загружено в последний раз сегодня в \d/).waitFor()
    expect(await updated(ozon)).toBe(before)
    const row = page.locator(`[data-shop="${ozon}"] [data-step="ozon.orders"]`)
    await row.getByText(/^Не удалось обновить сегодня в \d/).waitFor()
    sandbox.faults.clear()
    await trouble.getByRole('button', { name: 'Повторить' }).click()
    await trouble.waitFor({ state: 'detached', timeout: LOAD_MS })
    await row.getByText(/^Не удалось/).waitFor({ state: 'detached' })

    const old = await updated(wb)
    sandbox.faults.set([{ kind: 'key_refused' }])
    await load(app, wb)
    await settle(page, `/?shop=${wb}&period=30`)
    await page.locator(`[data-trouble="${wb}"]`).waitFor()
    expect(await updated(wb)).toBe(old)
    const refresh = button(page, 'Обновить')
    expect(await refresh.isDisabled()).toBe(true)
    await sees(page, 'Маркетплейс не принимает ключи')
    // A column of the freshness table consists of the label only.
    expect(await page.getByText(/^Обновлено ./).count()).toBe(0)
    await page.locator(`[data-trouble="${wb}"]`).getByRole('link').click()
    await page.getByRole('article', { name: WB }).waitFor()
  })

  test('days that were not loaded are told apart from days without orders, by the chart, its table and the tiles', async ({
    desk,
  }) => {
    const sandbox = await desk.sandbox({ ...FAST, wholeYear: true })
    const app = await desk.launch()
    const { page } = app
    await sees(page, 'Выберите маркетплейс')
    await load(app, [OZON, sandbox.keys.demo])
    await load(app, [WB, sandbox.tokens.demo])
    const to = addDays(sandbox.today(), -1)
    await settle(page, `/?shop=all&from=${addDays(to, -119)}&to=${to}&by=day`)
    await drawn(page)
    expect(await figure(page, 'Заказано на сумму')).toBe('—')
    const tile = page.getByRole('region', { name: 'Заказано на сумму', exact: true })
    expect(plain((await tile.textContent()) ?? '')).toMatch(/Заказы с \d.* \(Сад\)$/)
    await sees(page, 'неполный период')

    // Arrow keys move over the days; the screen reader gets what is shown beside the chart.
    const chart = page.getByRole('slider', { name: /^График заказов/ })
    await chart.focus()
    await page.keyboard.press('Home')
    await expect.poll(() => chart.getAttribute('aria-valuetext')).toMatch(/нет данных: Сад$/)
    await page.keyboard.press('End')
    await expect.poll(() => chart.getAttribute('aria-valuetext')).not.toMatch(/нет данных/)
    const { total } = sandbox.truth('demo', { from: to, to }).orders
    const wb = sandbox.wbTruth('wb-demo', { from: to, to }).orders.total
    const said = plain((await chart.getAttribute('aria-valuetext')) ?? '')
    expect(said).toContain(`${total.units + wb.orders} шт.`)
    await page.keyboard.press('Tab')
    await expect.poll(() => chart.getAttribute('aria-valuetext')).toContain('Стрелками')

    await button(page, 'Показать таблицей').click()
    const table = page.getByRole('table', { name: 'Показатели по датам' })
    expect(await table.getByRole('row').count()).toBe(121)
    await button(page, 'Показать графиком').click()

    // Weeks without a shop's data are pale or hatched, before the first day and for the shop with the shorter history.
    await settle(page, `/?shop=all&from=${addDays(to, -419)}&to=${to}&by=week`)
    await drawn(page)
    await app.screenshot('overview-missing')

    await settle(page, `/?shop=all&from=2024-01-01&to=${to}`)
    await page.getByRole('region', { name: 'По месяцам' }).getByText('не загружено').waitFor()
    await page.getByRole('group', { name: 'Шаг графика' }).getByText('Дни').click()
    await drawn(page)
    await expect.poll(() => address(page)).toContain('by=day')
    await settle(page, '/?shop=all&from=2020-01-01&to=2020-01-31')
    await sees(page, 'За этот период данных нет')
    await sees(page, /^История магазина начинается \d/)
    expect(app.errors).toEqual([])
  })

  test('today is compared up to the same minute, and is said to be Moscow’s', async ({ desk }) => {
    const sandbox = await desk.sandbox(FAST)
    const app = await desk.launch({ env: { TZ: 'Asia/Vladivostok' } })
    const { page } = app
    await sees(page, 'Выберите маркетплейс')
    await load(app, [OZON, sandbox.keys.demo])
    await settle(page, '/?period=today')
    await drawn(page)
    await sees(page, /^До \d\d:\d\d мск\. Сравнение с .* до \d\d:\d\d мск/)
    await sees(page, 'дни московские, «Обновлено» — по часам компьютера (UTC+10)')
    await sees(page, /уточняется$/)
  })
})

describe('«Обзор» on a small screen', () => {
  for (const [width, height] of [
    [911, 512],
    [800, 600],
  ] as const)
    test(`shows its chart without scrolling at ${width} × ${height}, and cuts no reason`, async ({
      desk,
    }) => {
      const sandbox = await desk.sandbox(FAST)
      const app = await desk.launch()
      const { page, electron } = app
      await sees(page, 'Выберите маркетплейс')
      await load(app, [OZON, sandbox.keys.demo])
      await load(app, [WB, sandbox.tokens.demo])
      await electron.evaluate(
        ({ BrowserWindow }, [width, height]) => {
          const [window] = BrowserWindow.getAllWindows()
          window?.setMinimumSize(400, 300)
          window?.setContentSize(width, height)
        },
        [width, height] as const,
      )
      await page.waitForFunction(wanted => innerWidth === wanted, width)
      const seen = () =>
        page.evaluate(() => {
          const { scrollWidth, clientWidth } = document.documentElement
          const { bottom } = document.querySelector('[data-drawn]')?.getBoundingClientRect() ?? {
            bottom: Infinity,
          }
          const cut = [...document.querySelectorAll('[data-value] + p')].filter(
            note => note.scrollHeight > note.clientHeight,
          )
          return {
            sideways: scrollWidth > clientWidth,
            below: bottom > innerHeight,
            cut: cut.map(note => note.textContent),
          }
        })
      for (const language of ['en', 'ru']) {
        await ask(app, 'settings.set', { language })
        await page.reload()
        for (const place of [
          'shop=all&period=30',
          'shop=all&period=90',
          'shop=1&period=90',
          'period=today',
        ]) {
          await settle(page, `/?${place}`)
          await drawn(page)
          await expect
            .poll(seen, { message: `${place} in ${language}` })
            .toEqual({ sideways: false, below: false, cut: [] })
        }
      }
      // The canvas has the width of its container, also after a resize.
      await electron.evaluate(({ BrowserWindow }, height) => {
        BrowserWindow.getAllWindows()[0]?.setContentSize(760, height)
      }, height)
      await page.waitForFunction(() => innerWidth === 760)
      await expect
        .poll(() =>
          page.evaluate(() => {
            const place = document.querySelector('[data-drawn]')
            return place?.querySelector('canvas')?.clientWidth === place?.clientWidth
          }),
        )
        .toBe(true)
      await picker(page).click()
      const { width: room, x } = (await page.getByRole('dialog').boundingBox()) ?? { width: 0, x: -1 }
      expect(x).toBeGreaterThanOrEqual(0)
      expect(x + room).toBeLessThanOrEqual(760)
    })
})
