// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Shop } from '#contract/shop.ts'
import { words } from '#i18n'
import { close, open, reply, shopOf, showPage } from '../other-end.tsx'

beforeEach(open)
afterEach(close)

const { t } = words('en')
const shop = shopOf(1)
const failed = { word: 'step_failed', details: { step: 'wb.orders', kind: 'server' } }

async function rail(shops: readonly Shop[]) {
  const { Frame } = await import('./Frame.tsx')
  await showPage(<Frame />, '/settings')
  await reply(shops, 'shop.list')
}
/** The links with a dot, and what it says. */
const dots = () =>
  [...document.querySelectorAll('nav a')].flatMap(link => {
    const dot = link.querySelector('[role=img]')
    return dot ? [`${link.textContent}: ${dot.getAttribute('aria-label')}`] : []
  })

it.each([
  ['a step that failed', { ...shop, messages: [failed] }],
  ['refused keys', { ...shop, status: 'auth_error' as const }],
])('the rail marks the way to the shops for %s of any shop, with a name in words', async (_, troubled) => {
  await rail([{ ...shop, id: 2 }, troubled])
  expect(dots()).toEqual([`${t('nav.shops')}: ${t('nav.trouble')}`])
})

it('the rail marks nothing while all is well', async () => {
  await rail([
    { ...shop, messages: [{ word: 'step_skipped', details: { step: 'wb.ads', kind: 'no_role' } }] },
  ])
  expect(document.querySelectorAll('nav a').length).toBeGreaterThan(3)
  expect(dots()).toEqual([])
})
