import { describe } from 'vitest'
import { addDays, moscowDay } from '#contract/days.ts'
import type { ShopEvent } from '#contract/events.ts'
import type { App } from '../support/app.ts'
import { expect, test } from '../support/desk.ts'
import { keysOf } from '../support/keys.ts'
import { button, sees } from '../support/person.ts'

const DAYS = 3
const OZON = 'Домовёнок'
const WB = 'Тихий дом'

async function ask<T>(app: App, name: string, input?: unknown): Promise<T> {
  const answer = await app.call(name, input)
  if (!answer.ok) throw new Error(`${name}: ${answer.kind} ${answer.message}`)
  return answer.value as T
}
const events = async (app: App): Promise<readonly ShopEvent[]> => {
  const query = { shopIds: null, types: null, from: null, to: null, text: '', before: null }
  return (await ask<{ events: readonly ShopEvent[] }>(app, 'events.list', query)).events
}
const cards = (app: App) => app.page.getByRole('article')

describe('«События»', () => {
  test('show what was changed on the cards of both marketplaces, day by day, and find it again', async ({
    desk,
  }) => {
    const today = moscowDay(Date.now())
    const sandbox = await desk.sandbox({
      today: addDays(today, -DAYS),
      speedup: 600,
      scale: 0.4,
      wbCards: 24,
      wbOrders: 4,
    })
    const noon = () => ({ env: { PRILAVOK_NOW: `${sandbox.today()}T12:00:00+03:00` } })
    const truth = () => [...sandbox.contentChanges('demo'), ...sandbox.contentChanges('wb-demo')]

    const first = await desk.launch(noon())
    await sees(first.page, 'Выберите маркетплейс')
    for (const [name, key, steps] of [
      [OZON, sandbox.keys.demo, ['ozon.catalogue', 'ozon.content']],
      [WB, sandbox.tokens.demo, ['wb.content']],
    ] as const) {
      const { id: shopId } = await ask<{ id: number }>(first, 'shop.add', { name, keys: keysOf(key) })
      await ask(first, 'sync.start', { shopId, steps })
      await expect
        .poll(() => ask(first, 'sync.status', { shopId }), { timeout: 60_000 })
        .toMatchObject({ status: 'done' })
    }
    await first.page.getByRole('link', { name: 'События' }).click()
    await sees(first.page, 'Изменений пока не было')
    await first.close()

    let app = first
    for (let day = 0; day < DAYS; day += 1) {
      sandbox.advance(1)
      app = await desk.launch(noon())
      await app.page.getByRole('link', { name: 'События' }).click()
      // Whether the schedule has begun already or not: these steps run now.
      await app.call('sync.start', { shopId: 1, steps: ['ozon.content'] })
      await app.call('sync.start', { shopId: 2, steps: ['wb.content'] })
      // The page hears of them by itself.
      await expect.poll(() => cards(app).count(), { timeout: 60_000 }).toBe(truth().length)
      if (day < DAYS - 1) await app.close()
    }
    const { page } = app
    const told = await events(app)
    expect(told.map(({ day }) => day).toSorted()).toEqual(
      truth()
        .map(({ day }) => day)
        .toSorted(),
    )
    const days = await page.getByRole('heading', { level: 2 }).allTextContents()
    expect(days).toHaveLength(DAYS)

    const text = told.find(({ type, before }) => type === 'OZON_SEO_CHANGE' && before)
    const photo = told.find(({ type }) => type === 'CONTENT_PHOTO_ADDED') as ShopEvent
    expect(text?.name).toBeTruthy()
    await app.screenshot('events')

    await page.getByLabel('Название, артикул или ID').fill(photo.productId)
    await expect
      .poll(() => cards(app).count())
      .toBe(told.filter(({ productId }) => productId === photo.productId).length)
    const added = page.locator('[data-event="CONTENT_PHOTO_ADDED"]').first()
    const list = JSON.parse(photo.after ?? '[]') as string[]
    await sees(page, `Стало: ${list.length} фото`)
    expect(await added.locator('[data-mark="added"]').count()).toBe(1)
    await page.getByLabel('Название, артикул или ID').fill('нет такого товара')
    await sees(page, 'Ничего не нашлось')
    await button(page, 'Показать все изменения').click()
    await expect.poll(() => cards(app).count()).toBe(told.length)

    await page.getByRole('combobox', { name: 'Магазин' }).or(page.getByLabel('Магазин')).first().click()
    await page.getByRole('option', { name: WB }).click()
    await expect.poll(() => cards(app).count()).toBe(told.filter(({ shopId }) => shopId === 2).length)
    await page.getByLabel('Что изменилось').first().click()
    await page.getByRole('option', { name: 'Добавлены фото' }).click()
    await expect
      .poll(() => cards(app).count())
      .toBe(told.filter(({ type }) => type === 'CONTENT_PHOTO_ADDED').length)
    expect(app.errors).toEqual([])
  })
})
