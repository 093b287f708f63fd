import axe, { type AxeResults, type RunOptions } from 'axe-core'
import type { Page } from 'playwright'

/** WCAG 2.0 to 2.2, A and AA, with the best practices; no rule is switched off. */
const OPTIONS: RunOptions = {
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  // Experimental in axe, but the only rule that compares the visible text with the accessible name.
  rules: { 'label-content-name-mismatch': { enabled: true } },
  resultTypes: ['violations'],
}
export const THEMES = ['light', 'dark'] as const

/** Violations on the page in both themes: `theme, state: rule on element: why`. */
export async function breaches(page: Page, state: string): Promise<readonly string[]> {
  const found: string[] = []
  for (const theme of THEMES) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
    await page.waitForFunction(
      theme =>
        document.documentElement.dataset.mantineColorScheme === theme &&
        document
          .getAnimations()
          .every(each => each.playState !== 'running' || !('transitionProperty' in each)),
      theme,
    )
    // Injected through the inspector, which the page's CSP does not restrict.
    if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source)
    const { violations } = await page.evaluate(
      options =>
        (window as unknown as { axe: { run(of: unknown, options: unknown): Promise<AxeResults> } }).axe.run(
          document,
          options,
        ),
      OPTIONS,
    )
    for (const { id, nodes } of violations)
      for (const { target, failureSummary } of nodes.slice(0, 4))
        found.push(`${theme}, ${state}: ${id} on ${target.join(' ')}: ${why(failureSummary)}`)
  }
  return found
}

const why = (summary: string | undefined): string =>
  (summary ?? '').split('\n').slice(1, 3).join(' ').replace(/\s+/g, ' ').trim()

/** Names of text fields without a visible focus: each must have an outline, not just another colour. */
export const unseenFocus = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => {
    const fields = document.querySelectorAll<HTMLElement>(
      'input:not([type="radio"], [type="checkbox"], [type="hidden"]), textarea',
    )
    return [...fields]
      .filter(field => field.checkVisibility() && !field.hasAttribute('disabled'))
      .filter(field => {
        field.focus()
        const parts = [field, field.closest('.mantine-Input-input'), field.closest('.mantine-Input-wrapper')]
        return !parts.some(part => {
          if (!part) return false
          const { outlineStyle, outlineWidth } = getComputedStyle(part)
          return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2
        })
      })
      .map(field => field.getAttribute('aria-label') ?? field.getAttribute('name') ?? field.id)
  })

/** Contrast between the colours of two CSS variables in both themes; at least 3 for non-text. Throws if one is not defined. */
export async function contrasts(page: Page, color: string, ground: string): Promise<readonly number[]> {
  const found: number[] = []
  for (const theme of THEMES) {
    await page.emulateMedia({ colorScheme: theme })
    await page.waitForFunction(theme => document.documentElement.dataset.mantineColorScheme === theme, theme)
    found.push(
      await page.evaluate(
        names => {
          const [one = 0, other = 0] = names.map(name => {
            // An undefined variable would take the colour of the text.
            if (getComputedStyle(document.documentElement).getPropertyValue(name) === '')
              throw new Error(`${name} is not defined`)
            const probe = document.createElement('i')
            probe.style.color = `var(${name})`
            document.body.append(probe)
            const parts = getComputedStyle(probe).color.match(/[\d.]+/g) ?? []
            probe.remove()
            const [r = 0, g = 0, b = 0] = parts.slice(0, 3).map(part => {
              const share = Number(part) / 255
              return share <= 0.040_45 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
            })
            return 0.2126 * r + 0.7152 * g + 0.0722 * b
          })
          return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05)
        },
        [color, ground],
      ),
    )
  }
  return found
}
