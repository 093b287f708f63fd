import { describe } from 'vitest'
import { addDays } from '#contract/days.ts'
import type { Overview } from '#contract/overview.ts'
import type { Progress } from '#contract/sync.ts'
import { type App, appNow } from '../support/app.ts'
import { census, ofShop } from '../support/census.ts'
import { expect, test } from '../support/desk.ts'
import {
  button,
  checkToken,
  connectShop,
  connectWb,
  hearLoad,
  LOAD_MS,
  percent,
  sees,
  stepLine,
} from '../support/person.ts'
import { added, ofOzon, ofWb, shown, tiles, told } from '../support/tiles.ts'

const SHOP = 'Тихий дом'
/** A shop whose world is made in less than the app's shortest timeout, on a busy computer too. */
const SMALL = { scale: 0.3 }
const SERVICES = [
  'content',
  'statistics',
  'marketplace',
  'advert',
  'prices',
  'calendar',
  'analytics',
  'finance',
  'supplies',
]
const STEPS = [
  'content',
  'orders',
  'funnel',
  'finance',
  'reports',
  'balance',
  'ads',
  'prices_stocks',
  'warehouses',
  'commissions',
  'blocked',
  'stock_history',
  'ratings',
  'promotions',
  'ad_clusters',
  'order_feed',
  'fines',
  'acceptance',
  'supplies',
  'storage',
]
const service = ({ page }: App, name: string) => page.locator(`[data-service="wb-${name}"]`)
const line = ({ page }: App, step: string) => stepLine(page, `wb.${step}`)
const status = (app: App, step: string) => line(app, step).getAttribute('data-status')

describe('a shop of Wildberries that is connected for the first time', () => {
  test('goes through wizard and load, survives closing, and shows exactly what happened in it', async ({
    desk,
  }) => {
    const sandbox = await desk.sandbox({ ...SMALL, speedup: 150, wholeYear: true })
    const { readonly } = sandbox.tokens
    const app = await desk.launch()
    const { page } = app
    await sees(page, 'Выберите маркетплейс')
    await button(page, 'Wildberries').click()
    await sees(page, 'Токен Wildberries')
    await sees(page, 'Отметьте «Только чтение» и семь категорий')

    await button(page, 'Проверить токен').click()
    await sees(page, 'Введите название магазина')
    await sees(page, 'Вставьте токен')
    await page.getByLabel('Название магазина').fill(SHOP)
    const field = page.getByLabel('Токен', { exact: true })
    await field.fill(readonly.token.slice(0, readonly.token.lastIndexOf('.')))
    await button(page, 'Проверить токен').click()
    await sees(page, 'Это не весь токен')
    expect(sandbox.log.entries).toEqual([])

    await app.electron.evaluate(
      ({ clipboard }, copied) => clipboard.writeText(copied),
      `Authorization: Bearer\n "${readonly.token.slice(0, 90)}\n${readonly.token.slice(90)}" \u200b\n`,
    )
    await field.selectText()
    await page.keyboard.press('Control+V')
    await app.screenshot('wizard-wb-token')
    await button(page, 'Проверить токен').click()

    await page.locator('[data-verdict="valid"]').waitFor()
    await sees(page, 'Токен подходит')
    await sees(page, 'Кабинет «Тихий дом»')
    await sees(page, /^Токен действует до \d/)
    for (const name of SERVICES) expect(await service(app, name).textContent()).toContain('Доступ есть')
    expect(sandbox.log.find({ path: '/ping' })).toHaveLength(SERVICES.length)
    await app.screenshot('wizard-wb-check')

    const heard = await hearLoad(app)
    await button(page, 'Подключить магазин').click()
    await sees(page, `Загрузка: ${SHOP}`)
    await sees(page, 'Загружаем историю магазина')
    const list = page.getByRole('list', { name: 'Шаги загрузки' })
    expect(await list.getByRole('listitem').count()).toBe(STEPS.length)
    await expect.poll(() => percent(page), { timeout: LOAD_MS }).toBeGreaterThanOrEqual(30)
    await app.screenshot('progress-wb')
    const before = await heard()
    expect(before.every(one => one.status === 'running' && one.percent <= 99)).toBe(true)
    await app.close()
    expect(desk.keychain.entries()).toEqual([expect.stringMatching(/\/1\/wb$/)])

    const again = await desk.launch()
    const hears = await hearLoad(again)
    await button(again.page, 'Открыть обзор').waitFor({ timeout: LOAD_MS })
    await sees(again.page, '🎉')
    await sees(again.page, 'Данные загружены!')
    for (const step of STEPS) expect(await status(again, step), step).toBe('done')
    const said = await hears()
    expect(said[0]?.percent).toBeGreaterThanOrEqual(before.at(-1)?.percent ?? 0)
    expect(said.map(one => one.percent)).toEqual(said.map(one => one.percent).toSorted((a, b) => a - b))
    expect(sandbox.limited()).toEqual({})

    await button(again.page, 'Открыть обзор').click()
    const to = addDays(sandbox.today(), -1)
    const truth = sandbox.wbTruth('wb-demo', { from: addDays(to, -29), to })
    await expect.poll(() => shown(again)).toEqual(tiles(ofWb(truth)))
    await button(again.page, 'Что значит «Заказано на сумму»').hover()
    await sees(again.page, 'На Wildberries это цена со скидкой продавца.')
    const best = Object.entries(truth.orders.bySku).toSorted(([, a], [, b]) => b.revenue - a.revenue)[0]
    const row = again.page.getByRole('region', { name: 'Топ товаров' }).locator('tbody tr').first()
    expect(await row.textContent()).toContain(`артикул WB ${best?.[0]}`)
    await again.page.getByText('7 дней', { exact: true }).click()
    await expect
      .poll(() => shown(again))
      .toEqual(tiles(ofWb(sandbox.wbTruth('wb-demo', { from: addDays(to, -6), to }))))
    expect([...app.errors, ...again.errors]).toEqual([])
  })
})

describe('a token that does not open everything', () => {
  test('says which steps stay empty or lose a part, loads the rest, and a whole token mends it', async ({
    desk,
  }) => {
    const sandbox = await desk.sandbox({ ...SMALL, speedup: 600 })
    const { missingAnalytics, readonly, second } = sandbox.tokens
    const app = await desk.launch()
    const { page } = app
    await checkToken(page, SHOP, missingAnalytics.token)
    await sees(page, 'Токен подходит, но загрузится не всё')
    const analytics = (await service(app, 'analytics').textContent()) ?? ''
    expect(analytics).toContain('Нет доступа')
    expect(analytics).toContain('Эта категория в токене не отмечена')
    expect(analytics).toContain('Не будет данных: Воронка продаж')
    await sees(page, 'Не отмечено в токене: «Аналитика». Загрузится не полностью: Цены и остатки.')
    await app.screenshot('wizard-wb-check-warnings')
    await button(page, 'Подключить магазин').click()
    await button(page, 'Открыть обзор').waitFor({ timeout: LOAD_MS })
    expect(await status(app, 'funnel')).toBe('skipped')
    for (const step of ['content', 'orders', 'finance', 'ads'])
      expect(await status(app, step), step).toBe('done')
    await app.screenshot('progress-wb-skipped')

    await page.getByRole('link', { name: 'Магазины' }).click()
    const card = page.getByRole('article', { name: SHOP, exact: true })
    await card.getByText('Токен действует до').waitFor()
    await button(page, `Действия: ${SHOP}`).click()
    await page.getByRole('menuitem', { name: 'Обновить токен' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Токен', { exact: true }).fill(second.token)
    await button(page, 'Сохранить').click()
    await sees(page, 'Это ключи другого кабинета')
    await dialog.getByLabel('Токен', { exact: true }).fill(readonly.token)
    await button(page, 'Сохранить').click()
    await sees(page, 'Токен сохранён')
    await card.getByRole('link', { name: 'Ход загрузки' }).click()
    await line(app, 'funnel').and(page.locator('[data-status="done"]')).waitFor({ timeout: LOAD_MS })
    await sees(page, 'Данные обновлены')
    expect(app.errors).toEqual([])
  })

  test('is refused before anything is asked when its time is over, it is for tests, or no shop of theirs', async ({
    desk,
  }) => {
    const sandbox = await desk.sandbox({ ...SMALL, speedup: 600 })
    const { expired, test: trial, feedbackOnly } = sandbox.tokens
    const app = await desk.launch()
    const { page } = app
    await checkToken(page, SHOP, expired.token)
    await page.locator('[data-verdict="invalid"]').waitFor()
    await sees(page, 'Токен не подходит')
    await sees(page, /Срок токена истёк 1.янв.2025\. Создайте новый токен в кабинете WB Партнёры/)
    expect(await page.getByText('Обратите внимание').count()).toBe(0)
    expect(await button(page, 'Подключить магазин').count()).toBe(0)
    await app.screenshot('wizard-wb-check-expired')
    await button(page, 'Изменить токен').click()
    const field = page.getByLabel('Токен', { exact: true })
    expect(await field.inputValue()).toBe(expired.token)
    await field.fill(trial.token)
    await button(page, 'Проверить токен').click()
    await sees(page, 'Это тестовый токен: он открывает только тестовый контур Wildberries.')
    expect(await page.locator('[data-verdict]').textContent()).not.toMatch(/скопирован|Обратите внимание/)
    expect(sandbox.log.entries).toEqual([])

    await button(page, 'Изменить токен').click()
    await field.fill(feedbackOnly.token)
    await button(page, 'Проверить токен').click()
    await sees(page, 'В токене не отмечены нужные категории')
    await app.close()
    expect(desk.keychain.entries()).toEqual([])
  })
})

describe('a Base token', () => {
  test('is taken with what it costs; the load does what it may and says until when the rest is put off', async ({
    desk,
  }) => {
    const sandbox = await desk.sandbox(SMALL)
    const app = await desk.launch()
    const { page } = app
    await checkToken(page, SHOP, sandbox.tokens.base.token)
    await page
      .getByRole('heading', { name: 'Базовый токен: история загрузится за несколько суток' })
      .waitFor()
    await sees(page, 'быстрее с персональным токеном «Только чтение»')
    await sees(page, 'С базовым токеном Wildberries отдаёт данные редко')
    // Seven times «Доступ есть» would suggest that all is well.
    expect(await page.locator('[data-service]').count()).toBe(0)
    await app.screenshot('wizard-wb-check-base')
    await button(page, 'Подключить магазин').click()
    await expect
      .poll(async () => (await Promise.all(STEPS.map(step => status(app, step)))).join(' '), {
        timeout: LOAD_MS,
      })
      .toMatch(/^done( (done|later|skipped))*$/)
    const { value } = (await app.call('sync.status', { shopId: 1 })) as { value: Progress }
    const put = value.steps.filter(step => step.status === 'later')
    expect(put.map(({ step }) => step)).toContain('wb.finance')
    for (const { step, until } of put) {
      expect(Date.parse(until ?? ''), step).toBeGreaterThan(appNow() + 5 * 60_000)
      expect(await stepLine(page, step).textContent()).toMatch(
        /Отложено, продолжится (сегодня|завтра) в \d\d:\d\d/,
      )
    }
    await sees(page, 'Часть данных загрузится позже')
    expect(await percent(page)).toBeLessThanOrEqual(99)
    await app.screenshot('progress-wb-later')
    expect(sandbox.limited()).toEqual({})

    // What was put off stays so over a restart: no request before its time.
    await app.close()
    sandbox.log.clear()
    const again = await desk.launch()
    await again.page.getByRole('link', { name: 'Магазины' }).click()
    await sees(
      again.page,
      /Финансовые отчёты: отложено по просьбе маркетплейса, продолжится (сегодня|завтра) в \d\d:\d\d/,
    )
    await again.page.getByRole('link', { name: 'Ход загрузки' }).click()
    await sees(again.page, /Отложено, продолжится (сегодня|завтра) в \d\d:\d\d/)
    expect(sandbox.log.entries).toEqual([])
    expect([...app.errors, ...again.errors]).toEqual([])
  })
})

describe('an Ozon shop and a Wildberries shop in one app', () => {
  test('add up in «Все магазины»; deleting the one leaves the other row for row and key for key', async ({
    desk,
  }) => {
    const sandbox = await desk.sandbox({ ...SMALL, speedup: 600 })
    const app = await desk.launch()
    const { page } = app
    await connectShop(page, SHOP, sandbox.keys.demo)
    await page.getByRole('link', { name: 'Магазины' }).click()
    await page.getByRole('link', { name: 'Добавить магазин' }).click()
    await connectWb(page, `${SHOP} WB`, sandbox.tokens.readonly.token)
    await button(page, 'Открыть обзор').waitFor({ timeout: LOAD_MS })
    await page.getByRole('link', { name: 'Магазины' }).click()
    const card = (name: string) => page.getByRole('article', { name, exact: true })
    for (const name of [SHOP, `${SHOP} WB`])
      await card(name).getByText('Активен').waitFor({ timeout: LOAD_MS })
    await app.screenshot('shops-both')

    await page.getByRole('link', { name: 'Обзор' }).click()
    const to = addDays(sandbox.today(), -1)
    const from = addDays(to, -29)
    const ozon = ofOzon(sandbox.truth('demo', { from, to }))
    const wb = ofWb(sandbox.wbTruth('wb-demo', { from, to }))
    await expect.poll(() => shown(app)).toEqual(tiles(added(ozon, wb)))
    const { value } = (await app.call('overview.get', { shopIds: null, from, to })) as { value: Overview }
    expect(told(value)).toEqual(added(ozon, wb))
    await app.screenshot('overview-all')
    const choose = async (name: string) => {
      await page.getByRole('combobox', { name: 'Магазин' }).click()
      await page.getByRole('option', { name, exact: true }).click()
    }
    await choose(`${SHOP} WB`)
    await expect.poll(() => shown(app)).toEqual(tiles(wb))
    await choose(SHOP)
    await expect.poll(() => shown(app)).toEqual(tiles(ozon))
    await app.close()
    const before = census(desk.dataDir)
    expect(before.get('fact_wb_finance 2')).toBeGreaterThan(0)
    const keys = desk.keychain.entries().toSorted()
    expect(keys.map(name => name.replace(/^[^/]+\//, ''))).toEqual([
      '1/ozon-performance',
      '1/ozon-seller',
      '2/wb',
    ])

    const again = await desk.launch()
    await again.page.getByRole('link', { name: 'Магазины' }).click()
    await button(again.page, `Действия: ${SHOP} WB`).click()
    await again.page.getByRole('menuitem', { name: 'Удалить магазин' }).click()
    await again.page.getByLabel(/^Чтобы подтвердить/).fill(`${SHOP} WB`)
    await button(again.page, 'Удалить навсегда').click()
    await sees(again.page, `Магазин «${SHOP} WB» удалён`)
    await again.page.getByRole('link', { name: 'Обзор' }).click()
    await expect.poll(() => shown(again)).toEqual(tiles(ozon))
    await again.close()
    const after = census(desk.dataDir)
    expect(ofShop(after, 2)).toEqual({})
    expect(ofShop(after, 1)).toEqual(ofShop(before, 1))
    expect(desk.keychain.entries().toSorted()).toEqual(keys.slice(0, 2))
    expect([...app.errors, ...again.errors]).toEqual([])
  })
})
