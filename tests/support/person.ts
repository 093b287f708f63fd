import type { Locator, Page } from 'playwright'
import type { DemoKey } from '../../sandbox/index.ts'
import type { App } from './app.ts'

/** Ms after which a load, or what follows one, hangs; not a measurement, since other work may slow the computer down. */
export const LOAD_MS = 240_000

/** Waits until a text, or part of it, is on the page. */
export const sees = (page: Page, text: string | RegExp): Promise<void> =>
  page.getByText(text).first().waitFor({ state: 'visible', timeout: 60_000 })

export const button = (page: Page, name: string): Locator => page.getByRole('button', { name, exact: true })

/** Keys of the sandbox, optionally with other values. */
export type Copied = Pick<DemoKey, 'clientId' | 'apiKey' | 'perfClientId' | 'perfClientSecret'>

/** Fills the key form; null values are left unchanged. */
export async function typeKeys(page: Page, name: string | null, keys: Copied): Promise<void> {
  if (name !== null) await page.getByLabel('Название магазина').fill(name)
  await page.getByLabel('Client-Id', { exact: true }).fill(keys.clientId)
  await page.getByLabel('Api-Key').fill(keys.apiKey)
  if (!keys.perfClientId || !keys.perfClientSecret) return
  const more = page.getByRole('button', { name: /^Реклама: Performance API/ })
  if ((await more.getAttribute('aria-expanded')) === 'false') await more.click()
  await page.getByLabel('Client Id (Performance)').fill(keys.perfClientId)
  await page.getByLabel('Client Secret (Performance)').fill(keys.perfClientSecret)
}

/** The wizard up to the result of the key check. */
export async function checkKeys(page: Page, name: string, keys: Copied): Promise<void> {
  await button(page, 'Ozon').click()
  await typeKeys(page, name, keys)
  await button(page, 'Проверить ключи').click()
  await page.locator('[data-verdict]').waitFor()
}

/** The whole wizard; resolves when the load of the shop is running. */
export async function connectShop(page: Page, name: string, keys: Copied): Promise<void> {
  await checkKeys(page, name, keys)
  await button(page, 'Подключить магазин').click()
  await page.locator('[data-percent]').waitFor()
}

/** The Wildberries wizard up to the result of the token check. */
export async function checkToken(page: Page, name: string, token: string): Promise<void> {
  await button(page, 'Wildberries').click()
  await page.getByLabel('Название магазина').fill(name)
  await page.getByLabel('Токен', { exact: true }).fill(token)
  await button(page, 'Проверить токен').click()
  await page.locator('[data-verdict]').waitFor()
}

/** The whole Wildberries wizard; resolves when the load of the shop is running. */
export async function connectWb(page: Page, name: string, token: string): Promise<void> {
  await checkToken(page, name, token)
  await button(page, 'Подключить магазин').click()
  await page.locator('[data-percent]').waitFor()
}

/** The line of a step on the progress page, by its id. */
export const stepLine = (page: Page, step: string): Locator => page.locator(`[data-step="${step}"]`)

export const percent = async (page: Page): Promise<number> =>
  Number(await page.locator('[data-percent]').getAttribute('data-percent'))

/** The value of a tile of «Обзор», without Intl's number spaces. */
export const figure = async (page: Page, name: string): Promise<string> =>
  plain((await page.getByRole('region', { name, exact: true }).locator('[data-value]').textContent()) ?? '')

/** A text with ordinary spaces only. */
export const plain = (text: string): string => text.replace(/[\u00a0\u202f]/g, ' ')

export interface Told {
  readonly percent: number
  readonly status: string
  readonly at: number
}

/** Records every progress event of the page from now on; the returned function reads them. */
export async function hearLoad({ page }: App): Promise<() => Promise<readonly Told[]>> {
  await page.evaluate(() => {
    const told: unknown[] = []
    Object.assign(window, { told })
    window.prilavok.on((event, payload) => {
      if (event !== 'sync.progress') return
      const { percent, status } = payload as Told
      told.push({ percent, status, at: performance.now() })
    })
  })
  return () => page.evaluate(() => (window as unknown as { told: Told[] }).told)
}
