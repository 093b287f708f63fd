import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe } from 'vitest'
import type { App } from '../support/app.ts'
import { expect, test } from '../support/desk.ts'
import { button, checkKeys, LOAD_MS, percent, sees, stepLine, typeKeys } from '../support/person.ts'

const FAST = { speedup: 600, scale: 0.3 }

const shops = async (app: App) => ((await app.call('shop.list')) as { value: readonly unknown[] }).value

/** Whether a text is anywhere in the data folder: in a database, a log or the profile of the window. */
const liesIn = (folder: string, text: string): boolean =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(file => file.isFile())
    .some(file => readFileSync(join(file.parentPath, file.name)).includes(text))

describe('keys that do not open everything', () => {
  test('wrong and deactivated keys are refused in words, nothing is stored, and the fields keep what was typed', async ({
    desk,
  }) => {
    const sandbox = await desk.sandbox(FAST)
    const { demo, deactivated } = sandbox.keys
    const app = await desk.launch()
    const { page } = app
    await checkKeys(page, 'Лавка', { ...demo, apiKey: 'nobody-knows-this-key' })
    await page.locator('[data-verdict="invalid"]').waitFor()
    await sees(page, 'Ключи не подходят')
    await sees(page, 'Ozon не принял ключи. Проверьте, что Client-Id и Api-Key скопированы целиком')
    expect(await button(page, 'Подключить магазин').count()).toBe(0)
    await app.screenshot('wizard-check-refused')

    await button(page, 'Изменить ключи').click()
    expect(await page.getByLabel('Название магазина').inputValue()).toBe('Лавка')
    expect(await page.getByLabel('Client-Id', { exact: true }).inputValue()).toBe(demo.clientId)
    expect(await page.getByLabel('Api-Key').inputValue()).toBe('nobody-knows-this-key')
    expect(await page.getByLabel('Client Secret (Performance)').inputValue()).toBe(demo.perfClientSecret)

    await typeKeys(page, null, { ...demo, apiKey: deactivated.apiKey })
    await button(page, 'Проверить ключи').click()
    await sees(page, 'Ключ отключён, или его срок истёк')

    expect(await shops(app)).toEqual([])
    await app.close()
    expect(desk.keychain.entries()).toEqual([])
    expect(liesIn(desk.dataDir, 'nobody-knows-this-key')).toBe(false)
  })

  test('a wrong Performance secret is named by its own name and keeps nothing but the advertising out', async ({
    desk,
  }) => {
    const sandbox = await desk.sandbox(FAST)
    const { wrongPerformance } = sandbox.keys
    const app = await desk.launch()
    const { page } = app
    await checkKeys(page, 'Лавка', wrongPerformance)
    await page.locator('[data-verdict="partial"]').waitFor()
    await page.getByRole('heading', { name: 'Ключи рекламы не подходят' }).waitFor()
    await stepOf(page, 'ozon-seller').getByText('Доступ есть').waitFor()
    await stepOf(page, 'ozon-performance').getByText('Нет доступа').waitFor()
    expect(await button(page, 'Подключить магазин').count()).toBe(0)
    await app.screenshot('wizard-check-ads-refused')
    await button(page, 'Подключить без рекламы').click()
    await sees(page, 'Загрузка: Лавка')
    await stepLine(page, 'ozon.catalogue').and(page.locator('[data-status="done"]')).waitFor()
    expect(await stepLine(page, 'ozon.ads').getAttribute('data-status')).toBe('skipped')
    expect(await shops(app)).toMatchObject([{ name: 'Лавка', perfClientId: null }])
    await app.close()
    expect(desk.keychain.entries()).toEqual([expect.stringMatching(/\/1\/ozon-seller$/)])
    expect(liesIn(desk.dataDir, wrongPerformance.perfClientSecret ?? '')).toBe(false)
  })

  test('the key of the other marketplace is recognised before anything is asked, and brought into its own form', async ({
    desk,
  }) => {
    const sandbox = await desk.sandbox(FAST)
    const { demo } = sandbox.keys
    const { token } = sandbox.tokens.readonly
    const app = await desk.launch()
    const { page } = app
    await button(page, 'Ozon').click()
    await page.getByLabel('Название магазина').fill('Лавка')
    await page.getByLabel('Client-Id', { exact: true }).fill(demo.clientId)
    await page.getByLabel('Api-Key').fill(token)
    await sees(page, 'Это токен Wildberries, а не ключ Ozon.')
    expect(await button(page, 'Проверить ключи').isDisabled()).toBe(true)
    await app.screenshot('wizard-foreign-key')
    await button(page, 'Подключить магазин Wildberries').click()
    await page.getByRole('heading', { name: 'Токен Wildberries' }).waitFor()
    expect(await page.getByLabel('Название магазина').inputValue()).toBe('Лавка')
    const field = page.getByLabel('Токен', { exact: true })
    expect(await field.inputValue()).toBe(token)

    await field.fill(`"${demo.apiKey}"`)
    await sees(page, 'Это ключ Ozon, а не токен Wildberries.')
    await button(page, 'Подключить магазин Ozon').click()
    await page.getByRole('heading', { name: 'Ключи Ozon' }).waitFor()
    await page.getByLabel('Client-Id', { exact: true }).fill(demo.clientId)
    expect(sandbox.log.entries).toEqual([])
    await button(page, 'Проверить ключи').click()
    await page.locator('[data-verdict="valid"]').waitFor()
    expect(app.errors).toEqual([])
  })

  test('a key with too few roles says which steps stay empty, and the shop loads the rest', async ({
    desk,
  }) => {
    const sandbox = await desk.sandbox(FAST)
    const app = await desk.launch()
    const { page } = app
    await checkKeys(page, 'Только товары', sandbox.keys.missingRoles)
    await sees(page, 'Ключи подходят, но загрузится не всё')
    const seller = (await stepOf(page, 'ozon-seller').textContent()) ?? ''
    expect(seller).toMatch(/Не будет данных: .*Финансы/)
    expect(seller).toContain('Воронка продаж')
    expect(seller).not.toContain('Каталог товаров')
    expect(await stepOf(page, 'ozon-performance').textContent()).toContain('Реклама')
    await stepOf(page, 'ozon-performance').getByText('Не подключено').waitFor()
    await app.screenshot('wizard-check-warnings')

    await button(page, 'Подключить магазин').click()
    await button(page, 'Открыть обзор').waitFor({ timeout: LOAD_MS })
    const status = (step: string) => stepLine(page, step).getAttribute('data-status')
    expect(await status('ozon.catalogue')).toBe('done')
    for (const step of ['ozon.finance', 'ozon.funnel', 'ozon.ads']) expect(await status(step)).toBe('skipped')
    expect(await stepLine(page, 'ozon.finance').textContent()).toContain('У ключа нет прав на эти данные')
    expect(await stepLine(page, 'ozon.ads').textContent()).toContain('Ключи Performance API не указаны')
    await app.screenshot('progress-skipped')
  })

  test('without a subscription and without Performance keys the load ends well and says what it left out', async ({
    desk,
  }) => {
    const sandbox = await desk.sandbox(FAST)
    const app = await desk.launch()
    const { page } = app
    await checkKeys(page, 'Без подписки', sandbox.keys.basic)
    // Keys that the user left out are mentioned once, without a warning.
    await page.getByRole('heading', { name: 'Ключи подходят', exact: true }).waitFor()
    expect(await page.locator('main').getByText('Реклама', { exact: false }).count()).toBe(1)
    await sees(page, 'Без подписки Premium Plus или Premium Pro воронка продаж неполная')
    await button(page, 'Подключить магазин').click()
    // A load with missing parts is not celebrated.
    await sees(page, 'Загружено то, что доступно')
    await sees(page, '✅')
    expect(await percent(page)).toBe(100)
    expect(await stepLine(page, 'ozon.ads').getAttribute('data-status')).toBe('skipped')
    expect(await stepLine(page, 'ozon.funnel').textContent()).toContain('Для полного года нужна подписка')
    await page.getByRole('link', { name: 'Магазины' }).click()
    await page.getByRole('article', { name: 'Без подписки' }).getByText('Активен').waitFor()
  })

  test('a key near its end is taken with a warning', async ({ desk }) => {
    const sandbox = await desk.sandbox(FAST)
    const { page } = await desk.launch()
    await checkKeys(page, 'Скоро конец', sandbox.keys.expiring)
    await sees(page, 'Срок ключа подходит к концу')
    await button(page, 'Подключить магазин').waitFor()
  })

  test('a marketplace that does not answer is no verdict on the keys, and asking again helps', async ({
    desk,
  }) => {
    const sandbox = await desk.sandbox(FAST)
    sandbox.faults.set([{ kind: 'reset' }])
    const app = await desk.launch()
    await checkKeys(app.page, 'Лавка', sandbox.keys.demo)
    await app.page.locator('[data-verdict="unknown"]').waitFor()
    await sees(app.page, 'Не удалось проверить сейчас')
    await sees(app.page, 'Это не значит, что ключи неверны')
    expect(await button(app.page, 'Подключить магазин').count()).toBe(0)
    sandbox.faults.clear()
    await button(app.page, 'Проверить ещё раз').click()
    await app.page.locator('[data-verdict="valid"]').waitFor()
    expect(await shops(app)).toEqual([])
  })
})

const stepOf = (page: App['page'], service: string) => page.locator(`[data-service="${service}"]`)

describe('a keychain that is locked', () => {
  test.override({ keychainState: 'locked' })
  test('keeps the shop from being connected until it is unlocked; no key goes into a file', async ({
    desk,
  }) => {
    const sandbox = await desk.sandbox(FAST)
    const { demo } = sandbox.keys
    const app = await desk.launch()
    const { page } = app
    await checkKeys(page, 'Лавка', demo)
    await button(page, 'Подключить магазин').click()
    await sees(page, 'Системное хранилище паролей заблокировано. Разблокируйте его и повторите.')
    expect(await shops(app)).toEqual([])
    await app.screenshot('keychain-locked')
    await desk.keychain.unlock()
    await button(page, 'Подключить магазин').click()
    await sees(page, 'Загрузка: Лавка')
    await stepLine(page, 'ozon.catalogue').and(page.locator('[data-status="done"]')).waitFor()
    await app.close()
    expect(desk.keychain.entries()).toHaveLength(2)
    for (const secret of [demo.apiKey, demo.perfClientSecret])
      expect(liesIn(desk.dataDir, secret ?? '')).toBe(false)
    expect(app.output()).not.toContain(demo.apiKey)
  })
})

describe('a computer without a keychain', () => {
  test.override({ keychainState: 'missing' })
  test('is told so, and nothing is stored in its place', async ({ desk }) => {
    const sandbox = await desk.sandbox(FAST)
    const { demo } = sandbox.keys
    const app = await desk.launch()
    await checkKeys(app.page, 'Лавка', demo)
    await button(app.page, 'Подключить магазин').click()
    await sees(app.page, 'Системное хранилище паролей не найдено, а ключи хранятся только в нём')
    expect(await button(app.page, 'Повторить').count()).toBe(0)
    await button(app.page, 'Подключить магазин').click()
    await sees(app.page, 'Системное хранилище паролей не найдено')
    expect(await shops(app)).toEqual([])
    await app.close()
    expect(liesIn(desk.dataDir, demo.apiKey)).toBe(false)
  })
})
