import { describe } from 'vitest'
import { addDays } from '#contract/days.ts'
import type { Overview } from '#contract/overview.ts'
import type { Truth } from '../../sandbox/index.ts'
import type { App } from '../support/app.ts'
import { expect, test } from '../support/desk.ts'
import { button, figure, hearLoad, percent, plain, sees, stepLine } from '../support/person.ts'

/** Fast enough to wait for, slow enough to be caught in the middle. */
const SPEEDUP = 150
const SHOP = 'Тихий дом'
const TILES = ['Заказы', 'Выручка', 'Средний чек', 'Расход на рекламу', 'ДРР', 'Общий ДРР'] as const

const whole = new Intl.NumberFormat('ru', { maximumFractionDigits: 0 })
const tenths = new Intl.NumberFormat('ru', { minimumFractionDigits: 1, maximumFractionDigits: 1 })
const roubles = (kopecks: number) => plain(`${whole.format(kopecks / 100)} ₽`)
const share = (part: number, of: number) =>
  plain(`${tenths.format(Math.round((part / of) * 10_000) / 100)} %`)

/** The six figures as the world has them, kopecks. */
function figures({ orders, ads, orderAds }: Truth) {
  const revenue = orders.total.revenue
  const adSpend = ads.total.spend + orderAds.total.spend
  const adRevenue = ads.total.revenue + orderAds.total.revenue
  return { orders: orders.total.postings, revenue, adSpend, adRevenue }
}

/** The same as a person reads them. */
function tiles(truth: Truth): readonly string[] {
  const { orders, revenue, adSpend, adRevenue } = figures(truth)
  return [
    whole.format(orders),
    roubles(revenue),
    roubles(Math.round(revenue / orders)),
    roubles(adSpend),
    share(adSpend, adRevenue),
    share(adSpend, revenue),
  ].map(plain)
}

const shown = ({ page }: App) => Promise.all(TILES.map(name => figure(page, name)))

describe('a shop that is connected for the first time', () => {
  test('goes through wizard and load, survives closing, and shows exactly what happened in it', async ({
    desk,
  }) => {
    const sandbox = await desk.sandbox({ speedup: SPEEDUP })
    const { demo } = sandbox.keys
    const app = await desk.launch()
    const { page } = app

    await sees(page, 'Выберите маркетплейс')
    await app.screenshot('wizard-marketplace')
    await button(page, 'Ozon').click()

    await button(page, 'Проверить ключи').click()
    await sees(page, 'Введите название магазина')
    await sees(page, 'Введите Client-Id')
    await sees(page, 'Введите Api-Key')
    await page.getByLabel('Название магазина').fill(SHOP)
    await page.getByLabel('Client-Id', { exact: true }).fill('19439O0')
    await page.getByRole('button', { name: /^Реклама: Performance API/ }).click()
    await page.getByLabel('Client Id (Performance)').fill('only@half')
    await button(page, 'Проверить ключи').click()
    await sees(page, 'Client-Id состоит только из цифр')
    await sees(page, 'Введите Client Secret или очистите Client Id')

    const paste = async (label: string, text: string | null) => {
      await app.electron.evaluate(
        ({ clipboard }, copied) => clipboard.writeText(copied),
        `  ${text} \u200b\n`,
      )
      await page.getByLabel(label, { exact: true }).selectText()
      await page.keyboard.press('Control+V')
    }
    await paste('Client-Id', demo.clientId)
    await paste('Api-Key', demo.apiKey)
    await paste('Client Id (Performance)', demo.perfClientId)
    await paste('Client Secret (Performance)', demo.perfClientSecret)
    await app.screenshot('wizard-keys')
    await button(page, 'Проверить ключи').click()

    await page.locator('[data-verdict="valid"]').waitFor()
    await sees(page, 'Ключи подходят')
    await sees(page, 'Кабинет «Тихий дом»')
    for (const service of ['ozon-seller', 'ozon-performance'])
      expect(await page.locator(`[data-service="${service}"]`).textContent()).toContain('Доступен')
    await sees(page, /^Ключ действует до \d/)
    await sees(page, 'Подписка: Premium Plus')
    await app.screenshot('wizard-check')

    const heard = await hearLoad(app)
    await button(page, 'Подключить магазин').click()
    await sees(page, `Загрузка: ${SHOP}`)
    await sees(page, 'Загружаем историю магазина')
    expect(await page.getByRole('list', { name: 'Шаги загрузки' }).getByRole('listitem').count()).toBe(12)
    await stepLine(page, 'ozon.funnel')
      .getByText(/^Период \d+ из \d+$/)
      .waitFor()
    await sees(page, /^Осталось /)
    await expect.poll(() => percent(page), { timeout: 30_000 }).toBeGreaterThanOrEqual(30)
    await app.screenshot('progress')
    const before = await heard()
    expect(before.every(told => told.status === 'running' && told.percent <= 99)).toBe(true)
    await app.close()

    const again = await desk.launch()
    const hears = await hearLoad(again)
    await sees(again.page, `Загрузка: ${SHOP}`)
    await stepLine(again.page, 'ozon.catalogue').and(again.page.locator('[data-status="done"]')).waitFor()
    await button(again.page, 'Перейти в Dashboard').waitFor({ timeout: 60_000 })
    await sees(again.page, 'Данные загружены!')
    await sees(again.page, '🎉')
    expect(await percent(again.page)).toBe(100)
    const said = await hears()
    // What the first window had reached is not read again, so the second goes on from there.
    expect(said[0]?.percent).toBeGreaterThanOrEqual(before.at(-1)?.percent ?? 0)
    expect(said.filter(told => told.status === 'running').every(told => told.percent <= 99)).toBe(true)
    expect(said.map(told => told.percent)).toEqual(said.map(told => told.percent).toSorted((a, b) => a - b))
    for (const all of [before, said]) expect(all.length).toBeLessThanOrEqual(tenASecond(all))
    expect(await stepLine(again.page, 'ozon.orders').textContent()).toMatch(/\d{4}/)
    await again.screenshot('progress-done')

    await button(again.page, 'Перейти в Dashboard').click()
    const to = sandbox.today()
    const truth = sandbox.truth('demo', { from: addDays(to, -29), to })
    await expect.poll(() => shown(again)).toEqual(tiles(truth))
    const { value } = (await again.call('overview.get', { shopIds: null, from: truth.from, to })) as {
      value: Overview
    }
    const exact = {
      orders: value.orders.value,
      revenue: value.revenue.value,
      adSpend: value.adSpend.value,
      adRevenue: value.adRevenue.value,
    }
    expect(exact).toEqual(figures(truth))
    const best = Object.entries(truth.orders.bySku).toSorted(([, a], [, b]) => b.revenue - a.revenue)[0]
    const row = again.page.getByRole('region', { name: 'Лучшие товары' }).locator('tbody tr').first()
    expect(plain((await row.textContent()) ?? '')).toContain(`SKU ${best?.[0]}`)
    await again.screenshot('overview')
    await button(again.page, '90 дней')
      .or(again.page.getByText('90 дней', { exact: true }))
      .click()
    await expect
      .poll(() => shown(again))
      .toEqual(tiles(sandbox.truth('demo', { from: addDays(to, -89), to })))
    await again.close()

    await sandbox.close()
    const offline = await desk.launch({ colorScheme: 'dark' })
    await expect.poll(() => shown(offline)).toEqual(tiles(truth))
    await offline.screenshot('overview-dark')
    expect([...app.errors, ...again.errors, ...offline.errors]).toEqual([])
  })
})

/** The most words that fit between the first and the last at ten a second; a few may be in a hurry at both ends. */
function tenASecond(told: readonly { readonly at: number }[]): number {
  return ((told.at(-1)?.at ?? 0) - (told[0]?.at ?? 0)) / 100 + 4
}

describe('the demo shop', () => {
  test.override({ keychainState: 'missing' })
  test('loads out of the wizard without keys and without a keychain', async ({ desk }) => {
    const app = await desk.launch()
    await button(app.page, 'Попробовать на демо-магазине').click()
    await stepLine(app.page, 'ozon.catalogue').and(app.page.locator('[data-status="done"]')).waitFor()
    await button(app.page, 'Перейти в Dashboard').waitFor({ timeout: 90_000 })
    await sees(app.page, '🎉')
    await button(app.page, 'Перейти в Dashboard').click()
    await expect.poll(() => figure(app.page, 'Заказы')).toMatch(/^[1-9]/)
    await app.page.getByRole('link', { name: 'Магазины' }).click()
    await sees(app.page, 'Демо')
    expect(app.errors).toEqual([])
  })
})
