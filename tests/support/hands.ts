import type { Page } from 'playwright'
import { expect } from 'vitest'
import { STRINGS } from '../../resources/i18n/strings.ts'

const { ru } = STRINGS

/** Presses a key until the element of this role and name has a visible focus. */
export async function reach(
  page: Page,
  key: string,
  role: 'button' | 'textbox' | 'radio' | 'menuitem' | 'switch',
  name: string,
) {
  for (let pressed = 0; pressed < 30; pressed++) {
    const wanted = page.getByRole(role, { name, exact: true })
    if (
      (await wanted.count()) === 1 &&
      (await wanted.evaluate(element => element === document.activeElement))
    )
      return expect.poll(() => focusShows(page), { message: `the focus on «${name}» is seen` }).toBe(true)
    await page.keyboard.press(key)
  }
  throw new Error(`«${name}» cannot be reached by ${key}`)
}

/** Whether the focus is visible on the element or its stand-in. */
const focusShows = (page: Page): Promise<boolean> =>
  page.evaluate(() => {
    const focused = document.activeElement
    if (!focused?.matches(':focus-visible')) return false
    // A button that covers a whole card draws its outline around the card.
    for (const part of [undefined, '::after'])
      if (getComputedStyle(focused, part).outlineStyle !== 'none') return true
    // Fields show the focus by the colour of their border, radio buttons by their label.
    const frame = focused
      .closest('[data-with-right-section], .mantine-Input-wrapper')
      ?.querySelector('input, .mantine-Input-input')
    const label =
      focused.closest('label') ??
      (focused.id ? document.querySelector(`label[for="${CSS.escape(focused.id)}"]`) : null)
    return [frame, focused, label].some(
      element =>
        element &&
        (getComputedStyle(element).outlineStyle !== 'none' ||
          getComputedStyle(element).borderColor === pine()),
    )
    function pine() {
      const probe = document.createElement('i')
      probe.style.color = 'var(--mantine-primary-color-filled)'
      document.body.append(probe)
      const { color } = getComputedStyle(probe)
      probe.remove()
      return color
    }
  })

const groups = [...new Set(Object.keys(ru).map(key => key.split('.')[0]))].join('|')
const bareKey = new RegExp(`\\b(?:${groups})\\.[a-z][A-Za-z.]+`)

/** Elements without an accessible name, and names whose translation is missing. */
export async function nameless(page: Page): Promise<readonly string[]> {
  const tree = await page.locator('body').ariaSnapshot()
  const needed =
    /^\s*- (button|link|textbox|combobox|radio|progressbar|table|region|article|list|dialog|menuitem):?\s*$/
  return tree.split('\n').filter(line => needed.test(line) || bareKey.test(line))
}

/** Removes the focus, and with it the tooltip of a focused switch. */
export const leave = (page: Page) =>
  page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())

/** Goes to a page by its address. */
export const settle = async (page: Page, path: string) => {
  await page.evaluate(hash => {
    location.hash = hash
  }, path)
  await page.getByRole('heading', { level: 1 }).waitFor()
}
