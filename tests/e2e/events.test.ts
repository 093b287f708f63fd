import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe } from 'vitest'
import { addDays, moscowDay } from '#contract/days.ts'
import type { ShopEvent } from '#contract/events.ts'
import { type App, appNow } from '../support/app.ts'
import { expect, test } from '../support/desk.ts'
import { keysOf } from '../support/keys.ts'
import { button, LOAD_MS, sees } from '../support/person.ts'

const DAYS = 3
const MANY = 3050
const OZON = 'Домовёнок'
const WB = 'Тихий дом'

async function ask<T>(app: App, name: string, input?: unknown): Promise<T> {
  const answer = await app.call(name, input)
  if (!answer.ok) throw new Error(`${name}: ${answer.kind} ${answer.message}`)
  return answer.value as T
}
const events = async (app: App): Promise<readonly ShopEvent[]> => {
  const query = { shopIds: null, kinds: null, from: null, to: null, text: '', before: null }
  return (await ask<{ events: readonly ShopEvent[] }>(app, 'events.list', query)).events
}
/** Cards of the feed, invisible ones included. */
const cards = async ({ page }: App): Promise<number> =>
  Number(
    await page
      .locator('[data-cards]')
      .getAttribute('data-cards', { timeout: 2000 })
      .catch(() => 0),
  )
/** Changes of one product detected together are one card. */
const cardsOf = (told: readonly ShopEvent[]): number =>
  new Set(told.map(({ at, shopId, productId }) => `${at} ${shopId} ${productId}`)).size

describe('«События»', () => {
  test('show what was changed on the cards of both marketplaces, day by day, and find it again', async ({
    desk,
  }) => {
    const today = moscowDay(appNow())
    const sandbox = await desk.sandbox({
      // Noon of its last day is before the clock of the page.
      today: addDays(today, -DAYS - 1),
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
        .poll(() => ask(first, 'sync.status', { shopId }), { timeout: LOAD_MS })
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
      // Whether or not the schedule has started: these steps run now.
      await app.call('sync.start', { shopId: 1, steps: ['ozon.content'] })
      await app.call('sync.start', { shopId: 2, steps: ['wb.content'] })
      // The page gets the events by itself.
      await expect.poll(async () => (await events(app)).length, { timeout: LOAD_MS }).toBe(truth().length)
      await expect.poll(async () => cards(app)).toBe(cardsOf(await events(app)))
      if (day < DAYS - 1) await app.close()
    }
    const { page } = app
    const told = await events(app)
    expect(told.map(({ day }) => day).toSorted()).toEqual(
      truth()
        .map(({ day }) => day)
        .toSorted(),
    )
    const oldest = told.at(-1) as ShopEvent
    await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight))
    await page.locator(`time[datetime="${oldest.at}"]`).first().waitFor()
    await page.evaluate(() => scrollTo(0, 0))

    const text = told.find(({ type, before }) => type === 'OZON_SEO_CHANGE' && before)
    const photo = told.find(({ type }) => type === 'CONTENT_PHOTO_ADDED') as ShopEvent
    expect(text?.name).toBeTruthy()
    // Photos of products come one by one.
    const pictures = page.locator('article img[src^="/pictures/"]')
    await expect
      .poll(
        () =>
          pictures.evaluateAll(images =>
            images.slice(0, 3).map(image => (image as HTMLImageElement).naturalWidth > 0),
          ),
        { timeout: LOAD_MS },
      )
      .toEqual([true, true, true])
    await app.screenshot('events')

    await page.getByLabel('Название, артикул или ID').fill(photo.productId)
    await expect
      .poll(() => cards(app))
      .toBe(cardsOf(told.filter(({ productId }) => productId === photo.productId)))
    const added = page.locator('article[data-kinds*="photos"]').first()
    const list = JSON.parse(photo.after ?? '[]') as string[]
    await sees(page, `Стало: ${list.length} фото`)
    expect(await added.locator('[data-mark="added"]').count()).toBeGreaterThan(0)
    await page.getByLabel('Название, артикул или ID').fill('нет такого товара')
    await sees(page, 'По запросу «нет такого товара» ничего не нашлось')
    // Back undoes the whole search, not its letters.
    await page.evaluate(() => history.back())
    await expect.poll(() => page.getByLabel('Название, артикул или ID').inputValue()).toBe('')
    await expect.poll(() => cards(app)).toBe(cardsOf(told))
    await page.getByLabel('Название, артикул или ID').fill('нет такого товара')
    await button(page, 'Показать все изменения').click()
    await expect.poll(() => page.getByLabel('Название, артикул или ID').inputValue()).toBe('')
    await page.getByLabel('Название, артикул или ID').fill('нет')
    await button(page, 'Очистить поиск').click()
    await expect.poll(() => cards(app)).toBe(cardsOf(told))

    await page.getByRole('combobox', { name: 'Магазин' }).or(page.getByLabel('Магазин')).first().click()
    await page.getByRole('option', { name: WB }).click()
    await expect.poll(() => cards(app)).toBe(cardsOf(told.filter(({ shopId }) => shopId === 2)))
    await page.getByRole('group', { name: 'Что изменилось' }).getByText('Фото', { exact: true }).click()
    const photos = told.filter(({ shopId, kind }) => shopId === 2 && kind === 'photos')
    await expect.poll(() => cards(app)).toBe(cardsOf(photos))
    await page.reload()
    await expect.poll(() => cards(app)).toBe(cardsOf(photos))
    expect(app.errors).toEqual([])
  })

  test('stay light with three thousand of them, and are all there to be scrolled to', async ({ desk }) => {
    const sandbox = await desk.sandbox({ speedup: 600, scale: 0.2 })
    const first = await desk.launch()
    await sees(first.page, 'Выберите маркетплейс')
    await ask(first, 'shop.add', { name: OZON, keys: keysOf(sandbox.keys.demo) })
    await first.close()
    const dims = new Database(join(desk.dataDir, 'dims.sqlite'))
    const insert = dims.prepare(
      `INSERT INTO event_log (shop_id, id, created_at, event_type, entity, entity_id, old_value, new_value, metadata)
       VALUES (1, ?, ?, 'OZON_SEO_CHANGE', 'product', ?, ?, ?, '{"field":"description"}')`,
    )
    const text = Array.from({ length: 120 }, (_, word) => `слово${word}`)
    dims.transaction(() => {
      for (let id = 1; id <= MANY; id += 1) {
        const at = new Date(appNow() - (MANY - id) * 1_800_000).toISOString()
        insert.run(id, at, String(1000 + (id % 40)), text.join(' '), text.with(id % 120, 'иначе').join(' '))
      }
    })()
    dims.close()

    const app = await desk.launch()
    const { page } = app
    await page.getByRole('link', { name: 'События' }).click()
    await expect.poll(() => cards(app)).toBeGreaterThanOrEqual(50)
    // Older events are loaded near the end.
    const down = () => page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight))
    await expect
      .poll(async () => down().then(() => cards(app)), { timeout: LOAD_MS, interval: 50 })
      .toBe(MANY)
    await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight))
    // The oldest event is the last in the document.
    await page.locator(`article[aria-posinset="${MANY}"]`).waitFor()
    const nodes = await page.evaluate(() => document.querySelectorAll('*').length)
    expect(nodes).toBeLessThan(3000)
    expect(app.errors).toEqual([])
  })
})
