import { describe } from 'vitest'
import { expect, test } from '../support/desk.ts'
import { leave, nameless, reach, settle } from '../support/hands.ts'
import { button, figure, sees } from '../support/person.ts'

describe('without a mouse, in both languages, by day and by night', () => {
  test('the wizard is walked by keyboard, every control has a name, and the window changes its language and looks', async ({
    desk,
  }) => {
    const sandbox = await desk.sandbox({ speedup: 600, scale: 0.3, wholeYear: true })
    const { demo } = sandbox.keys
    const app = await desk.launch()
    const { page } = app
    const { keyboard } = page
    await sees(page, 'Выберите маркетплейс')
    expect(await nameless(page)).toEqual([])

    await reach(page, 'Tab', 'button', 'Ozon')
    await keyboard.press('Enter')
    await page.getByLabel('Название магазина').waitFor()
    expect(await nameless(page)).toEqual([])
    // The first field has the focus already.
    await keyboard.type('Тихий дом')
    await reach(page, 'Tab', 'textbox', 'Client-Id')
    await keyboard.type(demo.clientId)
    await reach(page, 'Tab', 'textbox', 'Api-Key')
    await keyboard.type(demo.apiKey)
    await reach(page, 'Tab', 'button', 'Где взять ключ Seller API')
    await keyboard.press('Space')
    await sees(page, 'Создайте ключ с ролью Admin read only')
    await reach(page, 'Tab', 'button', 'Реклама: Performance API необязательно')
    await keyboard.press('Space')
    await reach(page, 'Tab', 'textbox', 'Client Id (Performance)')
    await keyboard.type(demo.perfClientId ?? '')
    await reach(page, 'Tab', 'textbox', 'Client Secret (Performance)')
    await keyboard.type(demo.perfClientSecret ?? '')
    await app.screenshot('wizard-keys-help')
    await keyboard.press('Enter')
    await page.locator('[data-verdict="valid"]').waitFor()
    expect(await nameless(page)).toEqual([])
    await reach(page, 'Tab', 'button', 'Подключить магазин')
    await keyboard.press('Enter')
    await sees(page, 'Загрузка: Тихий дом')
    expect(await nameless(page)).toEqual([])
    await sees(page, '🎉')
    await reach(page, 'Tab', 'button', 'Открыть обзор')
    await keyboard.press('Enter')
    await expect.poll(() => figure(page, 'Заказано, шт.')).toMatch(/\d/)
    expect(await nameless(page)).toEqual([])

    await reach(page, 'Tab', 'radio', '30 дней')
    await keyboard.press('ArrowRight')
    await expect.poll(() => page.getByRole('radio', { name: '90 дней' }).isChecked()).toBe(true)

    const choose = async (menu: string, item: string) => {
      await reach(page, 'Tab', 'button', menu)
      await keyboard.press('Enter')
      await reach(page, 'ArrowDown', 'menuitem', item)
      await keyboard.press('Enter')
    }
    await choose('RU: Язык', 'English')
    await page.getByRole('heading', { name: 'Overview' }).waitFor()
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('en')
    expect(await page.locator('main').textContent()).not.toMatch(/Заказ|Выручк|Магазин|Обновлено/)
    await settle(page, '/')
    await expect.poll(() => figure(page, 'Ordered items')).toMatch(/\d/)
    expect(await nameless(page)).toEqual([])
    await leave(page)
    await app.screenshot('overview-en')
    await settle(page, '/shops')
    await app.screenshot('shops-en')
    await choose('Theme', 'Dark')
    const scheme = () => page.evaluate(() => document.documentElement.dataset.mantineColorScheme)
    await expect.poll(scheme).toBe('dark')
    await leave(page)
    await app.screenshot('shops-dark')
    expect(await nameless(page)).toEqual([])
    await app.close()

    const again = await desk.launch()
    await again.page.getByRole('heading', { name: 'Overview' }).waitFor()
    expect(await again.page.evaluate(() => document.documentElement.dataset.mantineColorScheme)).toBe('dark')
    await settle(again.page, '/shops/new')
    await again.screenshot('wizard-dark')
    await button(again.page, 'EN: Language').click()
    await again.page.getByRole('menuitem', { name: 'Русский' }).click()
    await again.page.getByRole('heading', { name: 'Подключение магазина' }).waitFor()
    expect([...app.errors, ...again.errors]).toEqual([])
  })
})
