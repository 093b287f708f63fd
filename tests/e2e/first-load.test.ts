import { describe } from 'vitest'
import { addDays } from '#contract/days.ts'
import type { Overview } from '#contract/overview.ts'
import { marketplaceOf } from '../../loaders/index.ts'
import { expect, test } from '../support/desk.ts'
import { settle } from '../support/hands.ts'
import { button, figure, hearLoad, LOAD_MS, percent, plain, sees, stepLine } from '../support/person.ts'
import { ofOzon, shown, tiles, told } from '../support/tiles.ts'

/** Fast enough to wait for, slow enough to interrupt. */
const SPEEDUP = 150
const SHOP = 'Тихий дом'
describe('a shop that is connected for the first time', () => {
  test('goes through wizard and load, survives closing, and shows exactly what happened in it', async ({
    desk,
  }) => {
    const sandbox = await desk.sandbox({ speedup: SPEEDUP, scale: 0.3, wholeYear: true })
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
      expect(await page.locator(`[data-service="${service}"]`).textContent()).toContain('Доступ есть')
    await sees(page, /^Ключ действует до \d/)
    await sees(page, 'Подписка: Premium Plus')
    await app.screenshot('wizard-check')

    const heard = await hearLoad(app)
    await button(page, 'Подключить магазин').click()
    await sees(page, `Загрузка: ${SHOP}`)
    await sees(page, 'Загружаем историю магазина')
    expect(await page.getByRole('list', { name: 'Шаги загрузки' }).getByRole('listitem').count()).toBe(
      marketplaceOf('ozon').steps.length,
    )
    await stepLine(page, 'ozon.funnel')
      .getByText(/^Часть \d+ из \d+$/)
      .waitFor()
    await sees(page, /^Осталось /)
    await expect.poll(() => percent(page), { timeout: LOAD_MS }).toBeGreaterThanOrEqual(30)
    // The person asked for less motion: nothing turns or slides, though many steps are under way.
    expect(await page.locator('[data-status="running"]').count()).toBeGreaterThan(0)
    expect(await page.evaluate(() => document.getAnimations().length)).toBe(0)
    await app.screenshot('progress')
    const before = await heard()
    expect(before.every(one => one.status === 'running' && one.percent <= 99)).toBe(true)
    // Loaded data can be viewed meanwhile, by every route.
    await sees(page, '«Обзор» уже можно смотреть')
    await settle(page, '/')
    await page.getByRole('heading', { name: 'Обзор', level: 1 }).waitFor()
    await app.close()

    const again = await desk.launch()
    const hears = await hearLoad(again)
    await sees(again.page, `Загрузка: ${SHOP}`)
    await stepLine(again.page, 'ozon.catalogue').and(again.page.locator('[data-status="done"]')).waitFor()
    await button(again.page, 'Открыть обзор').waitFor({ timeout: LOAD_MS })
    await sees(again.page, 'Данные загружены!')
    await sees(again.page, '🎉')
    expect(await percent(again.page)).toBe(100)
    const said = await hears()
    // What was loaded before the restart is not read again, so the load continues from there.
    expect(said[0]?.percent).toBeGreaterThanOrEqual(before.at(-1)?.percent ?? 0)
    expect(said.filter(one => one.status === 'running').every(one => one.percent <= 99)).toBe(true)
    expect(said.map(one => one.percent)).toEqual(said.map(one => one.percent).toSorted((a, b) => a - b))
    for (const all of [before, said]) expect(all.length).toBeLessThanOrEqual(tenASecond(all))
    expect(await stepLine(again.page, 'ozon.orders').textContent()).toMatch(/\d{4}/)
    await again.screenshot('progress-done')

    await button(again.page, 'Открыть обзор').click()
    // «30 days» are full days and end yesterday.
    const to = addDays(sandbox.today(), -1)
    const truth = sandbox.truth('demo', { from: addDays(to, -29), to })
    await expect.poll(() => shown(again)).toEqual(tiles(ofOzon(truth)))
    const { value } = (await again.call('overview.get', { shopIds: null, from: truth.from, to })) as {
      value: Overview
    }
    expect(told(value)).toEqual(ofOzon(truth))
    const [best] = Object.entries(truth.orders.byProduct).toSorted(([, a], [, b]) => b.revenue - a.revenue)
    expect(value.top[0]).toMatchObject({ productId: best?.[0], revenue: best?.[1].revenue })
    const row = again.page.getByRole('region', { name: 'Топ товаров' }).locator('tbody tr').first()
    expect(plain((await row.textContent()) ?? '')).toContain(`SKU ${value.top[0]?.sku}`)
    await again.screenshot('overview')
    await again.page.getByText('90 дней', { exact: true }).click()
    await expect
      .poll(() => shown(again))
      .toEqual(tiles(ofOzon(sandbox.truth('demo', { from: addDays(to, -89), to }))))
    await again.close()

    await sandbox.close()
    const offline = await desk.launch({ colorScheme: 'dark' })
    // The last selected period survives a restart.
    await expect
      .poll(() => shown(offline))
      .toEqual(tiles(ofOzon(sandbox.truth('demo', { from: addDays(to, -89), to }))))
    await offline.page.getByText('30 дней', { exact: true }).click()
    await expect.poll(() => shown(offline)).toEqual(tiles(ofOzon(truth)))
    await offline.screenshot('overview-dark')
    expect([...app.errors, ...again.errors, ...offline.errors]).toEqual([])
  })
})

/** Maximum number of updates between the first and the last at ten a second, with a few more at both ends. */
function tenASecond(told: readonly { readonly at: number }[]): number {
  return ((told.at(-1)?.at ?? 0) - (told[0]?.at ?? 0)) / 100 + 4
}

describe('the demo shop', () => {
  test.override({ keychainState: 'missing' })
  test('loads out of the wizard without keys and without a keychain', async ({ desk }) => {
    const app = await desk.launch()
    await button(app.page, 'Открыть демо').click()
    await stepLine(app.page, 'ozon.catalogue')
      .and(app.page.locator('[data-status="done"]'))
      .waitFor({ timeout: LOAD_MS })
    await button(app.page, 'Открыть обзор').waitFor({ timeout: LOAD_MS })
    await sees(app.page, '🎉')
    await button(app.page, 'Открыть обзор').click()
    await expect.poll(() => figure(app.page, 'Заказано, шт.')).toMatch(/^[1-9]/)
    // The newcomer sees what no empty page could show.
    await app.page.getByRole('link', { name: 'События' }).click()
    await sees(app.page, /^Замечено /)
    expect(await app.page.getByRole('article').count()).toBeGreaterThan(2)
    await app.page.getByRole('link', { name: 'Магазины' }).click()
    await sees(app.page, 'Демо')
    expect(app.errors).toEqual([])
  })
})
