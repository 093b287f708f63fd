import type { Page } from 'playwright'
import { describe } from 'vitest'
import { census, ofShop } from '../support/census.ts'
import { expect, test } from '../support/desk.ts'
import { button, connectShop, LOAD_MS, sees, stepLine, typeKeys } from '../support/person.ts'

const card = (page: Page, name: string) => page.getByRole('article', { name, exact: true })

async function choose(page: Page, shop: string, action: string): Promise<void> {
  await button(page, `Действия: ${shop}`).click()
  await page.getByRole('menuitem', { name: action }).click()
  await page.getByRole('dialog').waitFor()
}

describe('the list of shops', () => {
  test('adds, renames, gives new keys and deletes; the other shop keeps every row and key', async ({
    desk,
  }) => {
    const sandbox = await desk.sandbox({ speedup: 600, scale: 0.3 })
    const { missingRoles, demo, second } = sandbox.keys
    const app = await desk.launch()
    const { page } = app
    await connectShop(page, 'Тихий дом', missingRoles)
    await button(page, 'Открыть обзор').waitFor({ timeout: LOAD_MS })
    await page.getByRole('link', { name: 'Магазины' }).click()
    await card(page, 'Тихий дом')
      .getByText(/^Финансы, Воронка продаж, Возвраты, Рейтинг продавца.*: пропущено/)
      .waitFor()

    await page.getByRole('link', { name: 'Добавить магазин' }).click()
    await connectShop(page, 'Лавка у реки', second)
    await sees(page, '🎉')
    await page.getByRole('link', { name: 'Магазины' }).click()
    await expect.poll(() => page.getByRole('article').count()).toBe(2)

    await choose(page, 'Лавка у реки', 'Переименовать')
    await page.getByLabel('Название магазина').fill('  Лавка  ')
    await button(page, 'Сохранить').click()
    await card(page, 'Лавка').getByText('Активен').waitFor()
    expect(desk.keychain.entries()).toHaveLength(3)
    await app.screenshot('shops')
    await app.close()
    const before = census(desk.dataDir)
    expect(before.get('fact_ozon_orders 1')).toBeGreaterThan(0)
    expect(before.get('dim_ozon_products 2')).toBeGreaterThan(0)

    const again = await desk.launch()
    await again.page.getByRole('link', { name: 'Магазины' }).click()
    await choose(again.page, 'Тихий дом', 'Обновить ключи')
    await typeKeys(again.page, null, second)
    await button(again.page, 'Сохранить').click()
    await sees(again.page, 'Это ключи другого кабинета')
    await again.screenshot('shop-keys')
    await typeKeys(again.page, null, demo)
    await button(again.page, 'Сохранить').click()
    await sees(again.page, 'Ключи сохранены')
    expect(desk.keychain.entries()).toHaveLength(4)
    await card(again.page, 'Тихий дом').getByRole('link', { name: 'Ход загрузки' }).click()
    // The new key loads what the old one did not allow; the shop is removed in the middle of it.
    await again.page.locator('[data-status="running"]').first().waitFor()

    await again.page.getByRole('link', { name: 'Магазины' }).click()
    await choose(again.page, 'Тихий дом', 'Удалить магазин')
    const typed = again.page.getByLabel('Чтобы подтвердить, введите название магазина: Тихий дом')
    await typed.fill('тихий дом')
    expect(await button(again.page, 'Удалить навсегда').isDisabled()).toBe(true)
    await again.screenshot('shop-delete')
    await typed.fill('Тихий дом')
    await button(again.page, 'Удалить навсегда').click()
    await sees(again.page, 'Магазин «Тихий дом» удалён')
    expect(await again.page.getByRole('article').count()).toBe(1)
    expect(desk.keychain.entries()).toHaveLength(2)
    await again.close()

    const after = census(desk.dataDir)
    expect(ofShop(after, 1)).toEqual({})
    expect(ofShop(after, 2)).toEqual(ofShop(before, 2))
    expect([...app.errors, ...again.errors]).toEqual([])
  })
})

describe('new keys of a shop', () => {
  test('are what has changed alone: the secret of the advertising stays, and by keyboard one goes on where one was', async ({
    desk,
  }) => {
    const sandbox = await desk.sandbox({ speedup: 600, scale: 0.3 })
    const { demo, expiring } = sandbox.keys
    const app = await desk.launch()
    const { page } = app
    await connectShop(page, 'Тихий дом', demo)
    await page.getByRole('link', { name: 'Магазины' }).click()
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label'))
    for (const action of ['Переименовать', 'Обновить ключи', 'Удалить магазин']) {
      await choose(page, 'Тихий дом', action)
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'detached' })
      await expect.poll(focused, { message: action }).toBe('Действия: Тихий дом')
    }

    await choose(page, 'Тихий дом', 'Обновить ключи')
    const dialog = page.getByRole('dialog')
    expect(await dialog.getByLabel('Client-Id', { exact: true }).inputValue()).toBe(demo.clientId)
    for (const secret of ['Api-Key', 'Client Secret (Performance)'])
      expect(await dialog.getByLabel(secret).inputValue(), secret).toBe('')
    await app.screenshot('shop-keys-renewed')
    await dialog.getByLabel('Client Secret (Performance)').fill('not-the-secret')
    await button(page, 'Сохранить').click()
    await dialog.getByRole('heading', { name: 'Ключи рекламы не подходят' }).waitFor()
    await dialog.getByLabel('Client Secret (Performance)').fill('')
    await dialog.getByLabel('Api-Key').fill(expiring.apiKey)
    await button(page, 'Сохранить').click()
    await sees(page, 'Ключи сохранены')
    await expect.poll(focused).toBe('Действия: Тихий дом')
    expect(desk.keychain.entries().toSorted()).toEqual([
      expect.stringMatching(/\/1\/ozon-performance$/),
      expect.stringMatching(/\/1\/ozon-seller$/),
    ])
    await card(page, 'Тихий дом').getByText('Подключена').waitFor()
    await card(page, 'Тихий дом').getByRole('link', { name: 'Ход загрузки' }).click()
    await stepLine(page, 'ozon.ads').and(page.locator('[data-status="done"]')).waitFor({ timeout: LOAD_MS })

    await page.getByRole('link', { name: 'Магазины' }).click()
    await choose(page, 'Тихий дом', 'Удалить магазин')
    await page.getByLabel(/^Чтобы подтвердить/).fill('Тихий дом')
    await button(page, 'Удалить навсегда').click()
    // After the last shop the empty list stays, and the focus is on what is left.
    await sees(page, 'Магазинов пока нет')
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Магазины')
    await page.getByRole('link', { name: 'Добавить магазин' }).click()
    await sees(page, 'Выберите маркетплейс')
    expect(app.errors).toEqual([])
  })
})
