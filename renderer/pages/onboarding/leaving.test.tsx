// @vitest-environment happy-dom
import { Link, Route, Routes } from 'react-router'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { words } from '#i18n'
import { close, open, page, press, questions, reply, showPage } from '../../other-end.tsx'

beforeEach(open)
afterEach(close)

const { t } = words('en')
const SHOP = {
  id: 1,
  name: 'Demo',
  marketplace: 'ozon',
  clientId: '1',
  perfClientId: null,
  demo: true,
  status: 'active',
  loaded: false,
  messages: [],
  createdAt: '2026-11-29T10:00:00.000Z',
  updated: { at: null, triedAt: null, orders: null, behind: [], failed: [], failedSince: null },
  leftOut: [],
  keyExpiresAt: null,
}
const RUN = {
  shopId: 1,
  runId: 1,
  trigger: 'person',
  first: true,
  status: 'running',
  percent: 0,
  startedAt: '2026-11-29T10:00:00.000Z',
  endedAt: null,
  secondsLeft: null,
  requests: 0,
  waited: 0,
  steps: [],
}

async function connectDemo(meanwhile: () => Promise<unknown>) {
  const { OnboardingPage } = await import('./OnboardingPage.tsx')
  await showPage(
    <>
      <Link to="/settings">away</Link>
      <Routes>
        <Route path="/shops/new" element={<OnboardingPage />} />
        <Route path="/settings" element="the settings" />
        <Route path="/shops/1/progress" element="the load" />
      </Routes>
    </>,
    '/shops/new',
  )
  await reply([], 'shop.orphans')
  await press(t('wizard.marketplace.demo'))
  await reply(SHOP, 'shop.addDemo')
  await reply({ ...SHOP, loaded: true }, 'shop.addDemo')
  await meanwhile()
  await reply([SHOP], 'shop.list')
  await reply(RUN, 'sync.start')
}

it('a shop that was connected leads to its load, which was started', async () => {
  await connectDemo(async () => {})
  expect(page()).toContain('the load')
  expect(questions()).toEqual([])
})

it('who left the wizard while it connected a shop is not led away from where they are, and the load goes on', async () => {
  await connectDemo(() => press('away'))
  expect(page()).toContain('the settings')
  expect(questions()).toEqual([])
})

it('a wizard stays open while the run of the shop that it has just connected is asked for', async () => {
  const { OnboardingGuard } = await import('./OnboardingGuard.tsx')
  const { OnboardingPage } = await import('./OnboardingPage.tsx')
  // A cabinet that is connected again has the number that it had, before those of shops that came later.
  const other = { ...SHOP, id: 2 }
  await showPage(
    <Routes>
      <Route element={<OnboardingGuard />}>
        <Route path="/shops/new" element={<OnboardingPage />} />
        <Route path="/shops/1/progress" element="the load" />
      </Route>
    </Routes>,
    '/shops/new',
  )
  await reply([other], 'shop.list')
  await reply({ ...RUN, shopId: 2 }, 'sync.status')
  await reply([], 'shop.orphans')
  await press(t('wizard.marketplace.demo'))
  await reply(SHOP, 'shop.addDemo')
  await reply({ ...SHOP, id: 3, loaded: true }, 'shop.addDemo')
  await reply([SHOP, other], 'shop.list')
  expect(questions()).toContain('sync.status')
  expect(page()).toContain(t('wizard.title'))
  await reply(RUN, 'sync.start')
  await reply(RUN, 'sync.status')
  expect(page()).toContain('the load')
})
