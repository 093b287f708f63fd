import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { strFromU8, unzipSync } from 'fflate'
import type { Page } from 'playwright'
import { describe } from 'vitest'
import type { RunSummary } from '#contract/schedule.ts'
import { marketplaceOf } from '../../loaders/index.ts'
import type { App } from '../support/app.ts'
import { expect, test } from '../support/desk.ts'
import { leave, nameless, reach, settle } from '../support/hands.ts'
import { keysOf, type SandboxKey } from '../support/keys.ts'
import { button, LOAD_MS, plain, sees } from '../support/person.ts'

const OZON = 'Тихий дом'
const WB = 'Тихий дом на Wildberries'

async function ask<T>(app: App, name: string, input?: unknown): Promise<T> {
  const answer = await app.call(name, input)
  if (!answer.ok) throw new Error(`${name}: ${answer.kind} ${answer.message}`)
  return answer.value as T
}

/** Connects a shop and waits until it is loaded. */
async function load(app: App, name: string, key: SandboxKey): Promise<void> {
  const { id: shopId } = await ask<{ id: number }>(app, 'shop.add', { name, keys: keysOf(key) })
  await app.call('sync.start', { shopId })
  await expect
    .poll(() => ask(app, 'sync.status', { shopId }), { timeout: LOAD_MS })
    .toMatchObject({ status: 'done' })
}

const OZON_STEPS = marketplaceOf('ozon').steps.length
const WB_STEPS = marketplaceOf('wb').steps.length
const cells = (page: Page, state: string) => page.locator(`td [data-state="${state}"]`)
const cell = (page: Page, step: string, state: string) =>
  page.locator(`tr[data-step="${step}"] [data-state="${state}"]`)
const runs = (app: App) => ask<RunSummary[]>(app, 'runs.list', { shopIds: null, limit: 50, before: null })

describe('«Синхронизация»', () => {
  test('shows what is fresh, what failed and why, repeats it, and gives the diagnostics', async ({
    desk,
  }) => {
    const sandbox = await desk.sandbox({ speedup: 600, scale: 0.3 })
    const app = await desk.launch()
    const { page } = app
    await sees(page, 'Выберите маркетплейс')
    await load(app, OZON, sandbox.keys.demo)
    await load(app, WB, sandbox.tokens.demo)

    await page.getByRole('link', { name: 'Синхронизация' }).click()
    await sees(page, /^Свежие: \d+$/)
    expect(await page.locator('tr[data-step^="ozon."]').count()).toBe(OZON_STEPS)
    expect(await page.locator('tr[data-step^="wb."]').count()).toBe(WB_STEPS)
    await expect.poll(() => cells(page, 'fresh').count()).toBe(OZON_STEPS + WB_STEPS)
    const first = page.locator('[data-run]').last()
    expect(await first.textContent()).toContain('Первая загрузка')
    const [run] = (await runs(app)).slice(-1)
    expect(plain((await first.textContent()) ?? '')).toContain(
      run?.rows.toLocaleString('ru').replace(/\s/g, ' '),
    )

    await cell(page, 'ozon.orders', 'fresh').click()
    const detail = page.getByRole('dialog', { name: `Заказы, ${OZON}` })
    await detail.getByText('Следующее обновление').waitFor()
    await detail.getByText('раз в 30 минут').waitFor()
    await page.keyboard.press('Escape')
    await detail.waitFor({ state: 'hidden' })

    sandbox.faults.set([{ kind: 'wrong_types', path: '/v1/returns/list' }])
    await button(page, 'Обновить сейчас').click()
    await cell(page, 'ozon.returns', 'failing').waitFor()
    await sees(page, 'С ошибкой: 1')
    await expect
      .poll(async () => (await runs(app)).filter(({ status }) => status === 'running').length)
      .toBe(0)
    const failed = page.locator('[data-run][data-status="failed"]')
    await failed.getByText('Не всё загружено').waitFor()
    await leave(page)
    await app.screenshot('sync')

    await failed.getByRole('button', { name: /^Подробности/ }).click()
    await failed.getByText('Маркетплейс прислал ответ в неизвестном формате').waitFor()
    await button(page, 'Показать сохранённый ответ').click()
    const kept = page.locator('[data-response="ozon.returns"]').first()
    await kept.getByText('/v1/returns/list').waitFor()
    await kept.getByRole('button', { name: 'Копировать' }).click()
    await kept.getByText('Скопировано').waitFor()
    const copied = await app.electron.evaluate(({ clipboard }) => clipboard.readText())
    expect(copied).toContain('/v1/returns/list')
    expect(copied).toContain('"returns": [')
    expect(copied).not.toContain(sandbox.keys.demo.apiKey)

    await page.getByText('Журнал', { exact: true }).click()
    const log = page.getByRole('list', { name: 'Журнал' })
    await log.getByText('Загрузка началась').first().waitFor()
    await page.getByText('Ошибки', { exact: true }).click()
    const errors = log.getByRole('listitem')
    await expect.poll(() => errors.count()).toBe(1)
    expect(await errors.first().textContent()).toContain('Возвраты: не загружено.')
    await page.getByRole('textbox', { name: 'Найти в журнале' }).fill('нет такого')
    await sees(page, 'Под эти условия не подходит ни одна запись.')
    await page.getByRole('textbox', { name: 'Найти в журнале' }).fill('')
    await page.getByText('Все', { exact: true }).click()

    await button(page, 'Не добавлять новые').click()
    sandbox.faults.clear()
    await button(page, `Повторить: Возвраты, ${OZON}`).click()
    await cell(page, 'ozon.returns', 'fresh').waitFor()
    await sees(page, /^Появил(а|о)сь \d+ нов/)
    await button(page, 'Показывать новые').click()
    await expect
      .poll(() => log.getByRole('listitem').first().textContent(), { timeout: 20_000 })
      .toContain('Загрузка завершена, итог: готово.')

    const file = join(desk.dataDir, '..', 'diagnostics.zip')
    await app.electron.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = async () => ({ canceled: false, filePath })
    }, file)
    await button(page, 'Выгрузить диагностику').click()
    await sees(page, 'Файл диагностики сохранён')
    const files = Object.entries(unzipSync(readFileSync(file))).map(([name, bytes]) => [
      name,
      strFromU8(bytes),
    ])
    expect(files.map(([name]) => name)).toContain('README.txt')
    for (const [, text] of files)
      for (const word of [sandbox.keys.demo.apiKey, sandbox.tokens.demo.token, OZON, desk.dataDir])
        expect(text).not.toContain(word)
    expect(app.errors).toEqual([])
  })

  test('is walked by keyboard, in both languages, by day and by night, and a pause outlives a restart', async ({
    desk,
  }) => {
    const sandbox = await desk.sandbox({ speedup: 600, scale: 0.3 })
    const app = await desk.launch()
    const { page } = app
    await sees(page, 'Выберите маркетплейс')
    await load(app, OZON, sandbox.keys.demo)
    await load(app, WB, sandbox.tokens.demo)
    await settle(page, '/sync')
    await expect.poll(() => cells(page, 'fresh').count()).toBe(OZON_STEPS + WB_STEPS)
    expect(await nameless(page)).toEqual([])

    const name = plain((await cell(page, 'ozon.catalogue', 'fresh').textContent()) ?? '')
    expect(name).toMatch(new RegExp(`^Каталог товаров, ${OZON}: Свежие `))
    await reach(page, 'Tab', 'button', name)
    await page.keyboard.press('Enter')
    await page.getByRole('dialog', { name: `Каталог товаров, ${OZON}` }).waitFor()
    expect(await nameless(page)).toEqual([])
    await page.keyboard.press('Escape')
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.textContent))
      .toMatch(/^Каталог товаров/)

    await reach(page, 'Shift+Tab', 'button', 'Приостановить')
    await page.keyboard.press('Enter')
    await sees(page, 'Обновление по расписанию остановлено.')
    await expect.poll(() => cells(page, 'blocked').count()).toBe(OZON_STEPS + WB_STEPS)
    await cells(page, 'blocked').first().getByText('Пауза').waitFor()
    await app.call('settings.set', { colorScheme: 'dark', language: 'en' })
    await app.close()

    const again = await desk.launch()
    await again.page.getByRole('link', { name: 'Sync' }).click()
    await expect.poll(() => cells(again.page, 'blocked').count()).toBe(OZON_STEPS + WB_STEPS)
    await sees(again.page, 'Scheduled refreshes are stopped.')
    expect(await again.page.locator('main').textContent()).not.toMatch(/Обновл|Свежие|Загрузк|назад/)
    await settle(again.page, '/sync?view=log')
    await sees(again.page, 'The load has started (started by you)')
    expect(await nameless(again.page)).toEqual([])
    await again.call('settings.set', { language: 'ru' })
    await button(again.page, 'Resume').click()
    await again.page.reload()
    await expect.poll(() => cells(again.page, 'blocked').count()).toBe(0)
    await again.page.getByText('Журнал', { exact: true }).waitFor()
    await again.screenshot('sync-dark')
    expect([...app.errors, ...again.errors]).toEqual([])
  })
})
