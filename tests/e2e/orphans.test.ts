import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe } from 'vitest'
import { census } from '../support/census.ts'
import { expect, test } from '../support/desk.ts'
import { button, connectShop, LOAD_MS } from '../support/person.ts'

describe('a list of shops that was lost', () => {
  test('leaves data that is shown as nobody’s, comes back with its cabinet, or is removed', async ({
    desk,
  }) => {
    const sandbox = await desk.sandbox({ speedup: 600, scale: 0.3 })
    const { demo, second, basic } = sandbox.keys
    const app = await desk.launch()
    await connectShop(app.page, 'Тихий дом', demo)
    await button(app.page, 'Открыть обзор').waitFor({ timeout: LOAD_MS })
    await app.page.getByRole('link', { name: 'Магазины' }).click()
    await app.page.getByRole('link', { name: 'Добавить магазин' }).click()
    await connectShop(app.page, 'Лавка у реки', second)
    await button(app.page, 'Открыть обзор').waitFor({ timeout: LOAD_MS })
    await app.close()
    rmSync(join(desk.dataDir, 'dims.sqlite'))

    const again = await desk.launch()
    const { page } = again
    await page.getByText('Список магазинов потерян, а загруженное цело').waitFor()
    await page.getByRole('listitem').filter({ hasText: 'Тихий дом, Ozon' }).waitFor()
    await connectShop(page, 'Третий', basic)
    await page.getByRole('link', { name: 'Магазины' }).click()
    const orphans = page.locator('[data-orphan]')
    await expect.poll(() => orphans.count()).toBe(2)
    await page.getByText('Не подключён: Тихий дом, Ozon').waitFor()

    await orphans.filter({ hasText: 'Лавка у реки' }).getByRole('button', { name: 'Удалить данные' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Отмена' }).click()
    await expect.poll(() => orphans.count()).toBe(2)
    await orphans.filter({ hasText: 'Лавка у реки' }).getByRole('button', { name: 'Удалить данные' }).click()
    await button(page, 'Удалить навсегда').click()
    await expect.poll(() => orphans.count()).toBe(1)

    await orphans.getByRole('link', { name: 'Подключить кабинет' }).click()
    await connectShop(page, 'Тихий дом', demo)
    await page.getByRole('link', { name: 'Магазины' }).click()
    await page.getByRole('article', { name: 'Тихий дом', exact: true }).waitFor()
    await expect.poll(() => orphans.count()).toBe(0)
    await again.close()
    const held = census(desk.dataDir)
    expect(held.get('fact_ozon_orders 1')).toBeGreaterThan(0)
    expect(held.get('fact_ozon_orders 2')).toBeUndefined()
  })
})
