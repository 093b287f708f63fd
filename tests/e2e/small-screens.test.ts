import { describe } from 'vitest'
import { Marketplace } from '#contract/shop.ts'
import type { App } from '../support/app.ts'
import { expect, test } from '../support/desk.ts'
import { settle } from '../support/hands.ts'
import { declaredPages } from '../support/pages.ts'
import { sees } from '../support/person.ts'

/** A laptop of 1366 × 768 at 150 % less its bars, a common window size, and the minimum size of ours. */
const SIZES = [
  [911, 472],
  [800, 600],
  [800, 400],
] as const
/** Every page that is open with a shop. */
const PAGES = (await declaredPages())
  .filter(({ unguarded }) => !unguarded)
  .map(({ path }) => path.replace(':shopId', '1'))

const resize = async ({ electron, page }: App, width: number, height: number) => {
  await electron.evaluate(
    ({ BrowserWindow }, [width, height]) => BrowserWindow.getAllWindows()[0]?.setContentSize(width, height),
    [width, height] as const,
  )
  await page.waitForFunction(([width, height]) => innerWidth === width && innerHeight === height, [
    width,
    height,
  ] as const)
}

describe('on a small screen', () => {
  test('every page fits across, begins at the same edge, and the rail has all of its sections and switches', async ({
    desk,
  }) => {
    const app = await desk.launch()
    const { page } = app
    await sees(page, 'Выберите маркетплейс')
    for (const marketplace of Marketplace.options) await app.call('shop.addDemo', { marketplace })
    await page.reload()
    for (const language of ['ru', 'en']) {
      await app.call('settings.set', { language })
      await page.reload()
      const edges = new Set<number>()
      let shown: string | null = null
      for (const [width, height] of SIZES) {
        await resize(app, width, height)
        for (const path of PAGES) {
          const where = `${path} at ${width} × ${height} in ${language}`
          await settle(page, path)
          const heading = page.getByRole('heading', { level: 1 })
          // Each page has a title of its own.
          await expect.poll(() => heading.textContent(), { message: where }).not.toBe(shown)
          shown = await heading.textContent()
          const across = await page.evaluate(() => {
            const { scrollWidth, clientWidth } = document.documentElement
            return scrollWidth - clientWidth
          })
          expect(across, where).toBeLessThanOrEqual(0)
          edges.add(Math.round((await heading.boundingBox())?.x ?? 0))
        }
        const switches = [/^(RU: Язык|EN: Language)$/, /^(Оформление|Theme)$/]
        for (const name of switches) {
          const box = await page.getByRole('button', { name }).boundingBox()
          expect((box?.y ?? height) + (box?.height ?? 0)).toBeLessThanOrEqual(height)
        }
        for (const link of await page.getByRole('navigation').getByRole('link').all()) {
          await link.scrollIntoViewIfNeeded()
          const box = await link.boundingBox()
          expect((box?.y ?? height) + (box?.height ?? 0)).toBeLessThanOrEqual(height)
        }
      }
      expect([...edges]).toHaveLength(1)
    }
    expect(app.errors).toEqual([])
  })

  test('a window that stood nowhere yet is no larger than the screen', async ({ desk }) => {
    const { electron } = await desk.launch()
    const fits = await electron.evaluate(({ BrowserWindow, screen }) => {
      const { width, height } = BrowserWindow.getAllWindows()[0]?.getBounds() ?? { width: 0, height: 0 }
      const { workArea } = screen.getPrimaryDisplay()
      return width <= workArea.width && height <= workArea.height
    })
    expect(fits).toBe(true)
  })
})
