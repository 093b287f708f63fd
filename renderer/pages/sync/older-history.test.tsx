// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it } from 'vitest'
import { dayNumber, moscowDay } from '#contract/days.ts'
import type { OlderHistory } from '#contract/history.ts'
import { MARKETPLACES } from '#contract/marketplaces/index.ts'
import { Background } from '#contract/schedule.ts'
import { Marketplace, type Shop } from '#contract/shop.ts'
import type { StepProgress } from '#contract/sync.ts'
import { words } from '#i18n'
import { asked, close, open, page, reply, shopOf, showPage, tell } from '../../other-end.tsx'

beforeEach(open)
afterEach(close)

const { t, step, error } = words('en')
const [ORDERS, FINANCE] = ['ozon.older_orders', 'ozon.older_finance'] as const
const ozon = (id: number, loaded = true) => shopOf(id, { marketplace: 'ozon', loaded })
const word = (step: string, rest: Partial<StepProgress> = {}): StepProgress => ({
  step,
  status: 'waiting',
  rows: 0,
  added: 0,
  changed: 0,
  slice: 0,
  slices: 0,
  from: null,
  to: null,
  kind: null,
  message: null,
  until: null,
  notices: [],
  ...rest,
})
const history = (state: OlderHistory['state'], ...steps: readonly StepProgress[]): OlderHistory => ({
  shopId: 1,
  state,
  steps: [...steps],
})
const bars = () =>
  [...document.querySelectorAll('[role=progressbar]')].map(bar => bar.getAttribute('aria-valuetext'))
const lists = () => asked.filter(({ name }) => name === 'history.list')

async function section(shops: readonly Shop[]) {
  const { OlderHistory } = await import('./OlderHistory.tsx')
  await showPage(<OlderHistory shops={shops} />)
}

it('shows how far each kind of data is read, and asks again when more of it is', async () => {
  await section([ozon(1)])
  await reply(
    [
      history(
        'running',
        word(ORDERS, { status: 'done', rows: 412 }),
        word(FINANCE, { status: 'running', slice: 356, slices: 1424 }),
      ),
    ],
    'history.list',
  )
  expect(page()).toContain(t('sync.older.running'))
  expect(page()).toContain(step(ORDERS))
  expect(page()).toContain(t('progress.rows', { count: 412 }))
  expect(page()).toContain(t('progress.slice', { slice: 356, slices: 1424 }))
  expect(bars()).toEqual(['100%', '25%'])
  expect(lists()).toHaveLength(0)
  await tell('history.changed', { shopId: 1 })
  await expect.poll(() => lists().length).toBe(1)
  await reply(
    [history('done', word(ORDERS, { status: 'done' }), word(FINANCE, { status: 'done', rows: 9 }))],
    'history.list',
  )
  expect(page()).toContain(t('sync.older.done'))
  expect(bars()).toEqual(['100%', '100%'])
})

it('says that it is switched off, and why something could not be read', async () => {
  await section([ozon(1)])
  await reply(
    [history('off', word(ORDERS), word(FINANCE, { status: 'skipped', kind: 'no_role' }))],
    'history.list',
  )
  expect(page()).toContain(t('sync.older.off'))
  expect(page()).toContain(error('no_role', 'ozon'))
  expect(bars()).toEqual(['0%', '0%'])
})

it.each(['paused', 'auth_error'] as const)(
  'waits for the person, not for refreshes, of a shop that is %s',
  async status => {
    await section([{ ...ozon(1), status }])
    await reply([history('waiting', word(ORDERS))], 'history.list')
    expect(page()).toContain(t(`sync.blocker.${status}`))
    expect(page()).not.toContain(t('sync.older.waiting'))
  },
)

it('is not shown for a shop whose first load has not ended', async () => {
  await section([ozon(1, false)])
  await reply([history('waiting', word(ORDERS))], 'history.list')
  expect(page()).not.toContain(t('sync.older'))
})

it('has a switch of its own in the settings, beside which its price is told', async () => {
  const { BackgroundCard } = await import('../settings/BackgroundCard.tsx')
  const background: Background = Background.parse({
    paused: false,
    closeToTray: true,
    startAtLogin: null,
    onlyWhileOpen: false,
    economy: 'off',
    quiet: null,
    olderHistory: true,
    notify: Object.fromEntries(
      ['key_expires', 'access_lost', 'load_finished', 'step_failing', 'content_changes'].map(kind => [
        kind,
        true,
      ]),
    ),
  })
  const changes: unknown[] = []
  await showPage(
    <BackgroundCard
      background={background}
      readOnly={false}
      onChange={async change => {
        changes.push(change)
        return true
      }}
    />,
  )
  for (const part of ['about', 'disk'] as const) expect(page()).toContain(t(`settings.olderHistory.${part}`))
  // Days and requests that it takes are those of the plan, in words.
  for (const marketplace of Marketplace.options) {
    const plan = MARKETPLACES[marketplace].olderHistory(dayNumber(moscowDay(Date.now())))
    expect(page()).toContain(t(`settings.olderHistory.price.${marketplace}`, plan))
    const told = page().replaceAll(',', '')
    expect(told).toContain(`${plan.days} days`)
    expect(told).toContain(`${plan.requests} requests`)
  }
  const field = [...document.querySelectorAll('input')].find(
    input => labelOf(input) === t('settings.olderHistory'),
  )
  expect(field?.checked).toBe(true)
  field?.click()
  expect(changes).toEqual([{ olderHistory: false }])
})

const labelOf = (input: Element): string | undefined =>
  document.getElementById(input.getAttribute('aria-labelledby') ?? '')?.textContent ?? undefined
