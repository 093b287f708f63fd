import { describe } from 'vitest'
import type { ChargeTypes } from '#contract/charges.ts'
import type { Background } from '#contract/schedule.ts'
import type { Shop } from '#contract/shop.ts'
import type { App } from '../support/app.ts'
import { expect, test } from '../support/desk.ts'
import { leave, nameless, reach, settle } from '../support/hands.ts'
import { keysOf } from '../support/keys.ts'
import { button, LOAD_MS, sees } from '../support/person.ts'

const background = async (app: App): Promise<Background> =>
  ((await app.call('background.get')) as { value: Background }).value

describe('«Настройки»', () => {
  test('hold at once and over a restart, by keyboard and by mouse, in both languages', async ({ desk }) => {
    const app = await desk.launch()
    const { page } = app
    await sees(page, 'Выберите маркетплейс')
    await app.call('shop.addDemo')
    await page.reload()
    await page.getByRole('link', { name: 'Настройки' }).click()
    await page.getByRole('heading', { name: 'Настройки', level: 1 }).waitFor()
    expect(await nameless(page)).toEqual([])
    await leave(page)
    await app.screenshot('settings')

    await reach(page, 'Tab', 'switch', 'Обновлять данные только при открытом окне')
    await page.keyboard.press('Space')
    await expect.poll(async () => (await background(app)).onlyWhileOpen).toBe(true)
    await page.getByText('Всегда', { exact: true }).click()
    await expect.poll(async () => (await background(app)).economy).toBe('always')
    await page.getByText('Тихие часы', { exact: true }).click()
    await page.getByLabel('Начало тихих часов').fill('22:30')
    await page.getByLabel('Конец тихих часов').fill('06:15')
    await leave(page)
    await expect.poll(async () => (await background(app)).quiet).toEqual({ from: '22:30', to: '06:15' })
    await page.getByText('Закончилась загрузка', { exact: true }).click()
    await page.locator('.mantine-Switch-track').last().click()
    await expect
      .poll(async () => (await background(app)).notify)
      .toEqual({
        key_expires: true,
        access_lost: true,
        load_finished: false,
        step_failing: true,
        content_changes: false,
      })

    await app.electron.evaluate(({ shell }) => {
      shell.openPath = async path => {
        Object.assign(globalThis, { openedPath: path })
        return ''
      }
    })
    await button(page, 'Открыть папку').click()
    await expect
      .poll(() => app.electron.evaluate(() => (globalThis as { openedPath?: string }).openedPath))
      .toBe(desk.dataDir)
    expect(await page.locator('body').textContent()).not.toContain(desk.dataDir)

    await page.getByText('English', { exact: true }).click()
    await page.getByRole('heading', { name: 'Settings', level: 1 }).waitFor()
    await page.getByText('Dark', { exact: true }).click()
    await expect
      .poll(() => page.evaluate(() => document.documentElement.dataset.mantineColorScheme))
      .toBe('dark')
    expect(await page.locator('main').textContent()).not.toMatch(/Работа|Уведомл|Тихие|Папка/)
    expect(await nameless(page)).toEqual([])
    await app.close()

    const again = await desk.launch()
    await again.page.getByRole('link', { name: 'Settings' }).click()
    await expect.poll(() => again.page.getByLabel('Start of quiet hours').inputValue()).toBe('22:30')
    expect(
      await again.page
        .getByRole('switch', { name: 'Refresh data only while the window is open' })
        .isChecked(),
    ).toBe(true)
    expect(await again.page.getByRole('switch', { name: 'A load is finished' }).isChecked()).toBe(false)
    await again.page.getByText('Quiet hours', { exact: true }).click()
    await expect.poll(async () => (await background(again)).quiet).toBeNull()
    await settle(again.page, '/settings')
    await leave(again.page)
    await again.screenshot('settings-dark')
    expect([...app.errors, ...again.errors]).toEqual([])
  })

  test('name the charges that nobody knows, and take a person’s choice for each, and back', async ({
    desk,
  }) => {
    const sandbox = await desk.sandbox({ speedup: 600, scale: 0.2 })
    const app = await desk.launch()
    const { page } = app
    await sees(page, 'Выберите маркетплейс')
    const value = async <T>(name: string, input?: unknown) =>
      ((await app.call(name, input)) as { value: T }).value
    const { id: shopId } = await value<Shop>('shop.add', {
      name: 'Тихий дом',
      keys: keysOf(sandbox.keys.demo),
    })
    await app.call('sync.start', { shopId, steps: ['ozon.finance'] })
    await expect
      .poll(() => value<{ status: string }>('sync.status', { shopId }), { timeout: LOAD_MS })
      .toMatchObject({ status: 'done' })
    const types = async () => (await value<ChargeTypes>('charges.types', { shopIds: null })).types
    const [unknown] = await types()
    expect(unknown?.group).toBeNull()

    await page.reload()
    await page.getByRole('link', { name: 'Настройки' }).click()
    const card = page.getByRole('region', { name: 'Статьи прибыли' })
    await card.getByRole('button', { name: /^Показать все/ }).click()
    await expect.poll(() => card.getByRole('combobox').count()).toBeGreaterThan(5)
    await leave(page)
    await app.screenshot('settings-charges', card)
    expect(await nameless(page)).toEqual([])

    await card.getByRole('combobox').first().click()
    await page.getByRole('option', { name: 'Штрафы', exact: true }).click()
    const same = async () => (await types()).find(({ type }) => type === unknown?.type)
    await expect.poll(same).toMatchObject({ group: 'fine', movedAt: expect.any(String) })
    await card.getByRole('button', { name: 'Вернуть по справочнику' }).click()
    await expect.poll(same).toMatchObject({ group: null, movedAt: null })
  })
})
