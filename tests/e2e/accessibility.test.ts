import type { Page } from 'playwright'
import { describe } from 'vitest'
import { Marketplace } from '#contract/shop.ts'
import type { App } from '../support/app.ts'
import { breaches, contrasts, unseenFocus } from '../support/axe.ts'
import { expect, test } from '../support/desk.ts'
import { settle } from '../support/hands.ts'
import { keysOf, type SandboxKey } from '../support/keys.ts'
import { declaredPages } from '../support/pages.ts'
import { button, checkKeys, LOAD_MS, sees } from '../support/person.ts'

async function ask<T>(app: App, name: string, input?: unknown): Promise<T> {
  const answer = await app.call(name, input)
  if (!answer.ok) throw new Error(`${name}: ${answer.kind} ${answer.message}`)
  return answer.value as T
}

/** Connects a shop and loads it until the run ends, successfully or not. */
async function load(app: App, shop: { readonly id: number }, steps?: readonly string[]): Promise<void> {
  await ask(app, 'sync.start', { shopId: shop.id, ...(steps && { steps }) })
  await expect
    .poll(() => ask<{ status: string }>(app, 'sync.status', { shopId: shop.id }), { timeout: LOAD_MS })
    .not.toMatchObject({ status: 'running' })
}
const connect = (app: App, name: string, key: SandboxKey) =>
  ask<{ id: number }>(app, 'shop.add', { name, keys: keysOf(key) })

/** Elements that open something; within an open dialog only its own, since the rest is unreachable. */
const OPENERS = ['[aria-haspopup]', '[aria-expanded="false"]']
  .map(opener => `body:not(:has([aria-modal="true"])) ${opener}, [aria-modal="true"] ${opener}`)
  .join()

/** The openers to test: the first of each appearance and role. */
const openersOf = (page: Page): Promise<readonly number[]> =>
  page.evaluate(selector => {
    const seen = new Set<string>()
    return [...document.querySelectorAll<HTMLElement>(selector)].flatMap((element, index) => {
      const kind = [element.tagName, element.className, element.role, element.dataset.color].join(' ')
      const field = element.tagName === 'INPUT' ? element.getAttribute('aria-label') : ''
      if (!element.checkVisibility() || element.hasAttribute('disabled') || seen.has(kind + field)) return []
      seen.add(kind + field)
      return [index]
    })
  }, OPENERS)

/** Checks the page as it is, then with each of its menus, pickers, popovers and folds open in turn. */
async function walk(page: Page, state: string): Promise<readonly string[]> {
  const found = [...(await breaches(page, state))]
  for (const index of await openersOf(page)) {
    const opener = page.locator(OPENERS).nth(index)
    const name = await opener.evaluate(
      each => each.getAttribute('aria-label') ?? each.textContent?.trim().slice(0, 40) ?? each.id,
    )
    const handle = await opener.elementHandle()
    await opener.click()
    found.push(...(await breaches(page, `${state}, open «${name}»`)))
    await page.keyboard.press('Escape')
    // A fold ignores Escape.
    if ((await handle?.getAttribute('aria-expanded').catch(() => null)) === 'true') await handle?.click()
  }
  found.push(...(await unseenFocus(page)).map(field => `${state}: the focus on «${field}» is not seen`))
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
  return found
}

const to = async (page: Page, path: string) => {
  await settle(page, path)
  await page.waitForFunction(() => document.querySelector('main .mantine-Skeleton-root') === null)
}

describe('every page and everything that opens on it, by day and by night', () => {
  test('breaks no rule before a shop is connected', async ({ desk }) => {
    const sandbox = await desk.sandbox({ speedup: 600, scale: 0.2 })
    const app = await desk.launch()
    const { page } = app
    const found: string[] = []
    const look = async (state: string) => found.push(...(await walk(page, state)))
    await sees(page, 'Выберите маркетплейс')
    await look('wizard')
    await button(page, 'Ozon').click()
    await look('wizard, keys of Ozon')
    await button(page, 'Проверить ключи').click()
    await look('wizard, keys that are missing')
    const wrong = { ...sandbox.keys.demo, apiKey: 'wrong', perfClientId: null, perfClientSecret: null }
    await to(page, '/shops/new')
    await checkKeys(page, 'Тихий дом', wrong)
    await look('wizard, keys that are refused')
    await to(page, '/shops/new')
    await button(page, 'Wildberries').click()
    await look('wizard, token of Wildberries')
    await to(page, '/shops/new')
    await checkKeys(page, 'Тихий дом', sandbox.keys.demo)
    await look('wizard, keys that fit')
    await to(page, '/settings')
    await look('settings')
    expect(found).toEqual([])
  })

  test('breaks no rule with shops that are loaded, failed and refused', async ({ desk }) => {
    const sandbox = await desk.sandbox({ speedup: 600, scale: 0.2 })
    const app = await desk.launch()
    const { page } = app
    const found: string[] = []
    const look = async (state: string) => found.push(...(await walk(page, state)))
    /** Addresses visited with shops; what was seen without one does not count. */
    const visited = new Set<string>()
    const visit = (path: string) => {
      visited.add(path.replace(/\?.*/, '').replace(/\d+/, ':shopId'))
      return to(page, path)
    }
    await sees(page, 'Выберите маркетплейс')
    for (const marketplace of Marketplace.options)
      await load(app, await ask<{ id: number }>(app, 'shop.addDemo', { marketplace }))
    const shop = await connect(app, 'Кухня и дом', sandbox.keys.demo)
    await load(app, shop)
    sandbox.faults.set([{ kind: 'wrong_types', path: '/v1/returns/list' }])
    await load(app, shop, ['ozon.returns', 'ozon.prices'])
    const refused = await connect(app, 'Сад', sandbox.tokens.demo)
    sandbox.faults.set([{ kind: 'key_refused' }])
    await load(app, refused)

    await visit('/')
    await look('overview')
    // A canvas is not accessible by itself: its figures are a table as well, and its series need contrast with the background.
    await button(page, 'Показать таблицей').click()
    const table = page.getByRole('table', { name: 'Показатели по датам' })
    expect(await table.getByRole('row').count()).toBeGreaterThan(7)
    await look('overview, the chart as a table')
    for (const series of [
      '--series-revenue',
      '--series-ads',
      '--series-revenue-lit',
      '--series-ads-lit',
      '--chart-missing',
    ])
      for (const contrast of await contrasts(page, series, '--card'))
        expect(contrast, series).toBeGreaterThanOrEqual(3)
    await visit('/shops')
    await look('shops')
    const dialogs: readonly (readonly [RegExp, RegExp])[] = [
      [/^Действия/, /Переименовать/],
      [/^Действия/, /Обновить ключи|Обновить токен|ключ|токен/i],
      [/^Действия/, /Удалить/],
    ]
    for (const [menu, item] of dialogs) {
      await page.getByRole('button', { name: menu }).last().click()
      await page.getByRole('menuitem', { name: item }).click()
      await page.getByRole('dialog').waitFor()
      await look(`dialog ${item}`)
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'hidden' })
    }
    await visit('/events')
    await look('events')
    await visit('/events?text=такого нет')
    await look('events, nothing found')
    await visit('/settings')
    await sees(page, 'Статьи прибыли')
    await look('settings, with charges')
    // Each has a field of its own, so they are not opened one by one.
    await page.getByRole('button', { name: /^Показать все/ }).click()
    found.push(...(await breaches(page, 'settings, all charges')))
    await visit('/sync')
    await look('sync')
    await visit('/sync?view=log')
    await look('sync, log')
    await visit(`/shops/${shop.id}/progress`)
    await look('progress, partly')
    await visit(`/shops/${refused.id}/progress`)
    await look('progress, refused')
    sandbox.faults.set([{ kind: 'hang', path: '/v1/returns/list' }])
    await ask(app, 'sync.start', { shopId: shop.id, steps: ['ozon.returns'] })
    await visit(`/shops/${shop.id}/progress`)
    await sees(page, /Загружаем|Обновляем/)
    await look('progress, running')
    // Every page without a state of its own above.
    for (const { path } of await declaredPages())
      if (!visited.has(path)) {
        const address = path.replace(':shopId', String(shop.id))
        await visit(address)
        // An unknown address leads to the overview.
        expect(new URL(page.url()).hash).toBe(`#${address}`)
        await look(path)
      }
    expect(found).toEqual([])
  }, 600_000)
})
