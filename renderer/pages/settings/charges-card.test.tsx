// @vitest-environment happy-dom
import { act } from 'react'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { AdMoney, ChargeType } from '#contract/charges.ts'
import { KindError } from '#contract/errors.ts'
import { words } from '#i18n'
import { asked, close, open, page, press, reply, showPage } from '../../other-end.tsx'

beforeEach(open)
afterEach(close)

const { t, error, money, charge, instant, step } = words('en')
const known: ChargeType = {
  marketplace: 'ozon',
  type: 'LastMile',
  title: 'Последняя миля',
  group: 'delivery',
  directoryGroup: 'delivery',
  movedAt: null,
  movable: true,
  disputed: false,
  lines: 12,
  sums: [{ currency: 'RUB', sum: -124_000 }],
}
const unknown: ChargeType = {
  ...known,
  type: '999',
  title: null,
  group: null,
  directoryGroup: null,
  lines: 3,
}
const moved: ChargeType = {
  ...known,
  type: 'Placements',
  title: 'Размещение',
  group: 'supply',
  directoryGroup: 'storage',
  movedAt: '2026-11-18T06:00:00.000Z',
}
const sale: ChargeType = {
  ...known,
  type: 'sale_amount',
  title: null,
  group: 'revenue',
  directoryGroup: 'revenue',
  movable: false,
}
const answer = (...types: ChargeType[]) => ({
  types,
  directories: [{ marketplace: 'ozon', source: 'public lists', date: '2026-09-16' }],
})

async function card() {
  const { ChargesCard } = await import('./ChargesCard.tsx')
  await showPage(<ChargesCard readOnly={false} />)
}
const moves = () => asked.filter(({ name }) => name === 'charges.move').map(({ input }) => input)
/** Chooses an option of the list of groups of the row with this title. */
async function choose(title: string, option: string) {
  const label = [...document.querySelectorAll('span')].find(each => each.textContent === title)
  const input = document.querySelector<HTMLInputElement>(`input[aria-labelledby="${label?.id}"]`)
  await act(async () => input?.click())
  const found = [...document.querySelectorAll<HTMLElement>('[role=option]')].find(
    each => each.textContent === option,
  )
  if (!found) throw new Error(`no ${option}`)
  await act(async () => found.click())
}

it('shows what nobody knows and what was moved; the rest on demand, and what cannot be moved never', async () => {
  await card()
  await reply(answer(unknown, known, moved, sale), 'charges.types')
  expect(page()).toContain(t('charges.unsorted', { count: 1 }))
  expect(page()).toContain(t('charges.number', { id: '999' }))
  expect(page()).toContain('Размещение')
  expect(page()).not.toContain('Последняя миля')
  await press(t('charges.all', { count: 3 }))
  expect(page()).toContain('Последняя миля')
  expect(page()).toContain(`LastMile · ${t('charges.lines', { count: 12 })} · ${money(-124_000)}`)
  expect(page()).not.toContain('sale_amount')
  expect(page()).toContain(t('charges.moved', { date: instant('2026-11-18T06:00:00.000Z') }))
  await press(t('charges.fewer'))
  expect(page()).not.toContain('Последняя миля')
})

it('has words for the codes of lines that the marketplace gives no name', async () => {
  await card()
  const code = { ...unknown, type: 'return_delivery_charge' }
  await reply(answer(code, { ...unknown, type: 'SomethingNew' }), 'charges.types')
  expect(page()).toContain(`${charge('return_delivery_charge')}`)
  expect(page()).toContain('return_delivery_charge · ')
  expect(page()).toContain('SomethingNew')
})

it('moves a type to another line, and back with one click', async () => {
  await card()
  await reply(answer(unknown, moved), 'charges.types')
  await choose(t('charges.number', { id: '999' }), t('charges.group.fine'))
  expect(moves()).toEqual([{ marketplace: 'ozon', type: '999', group: 'fine' }])
  await reply(undefined, 'charges.move')
  await reply(
    answer({ ...unknown, group: 'fine', movedAt: '2026-11-18T06:00:00.000Z' }, moved),
    'charges.types',
  )
  expect(page()).not.toContain(t('charges.unsorted', { count: 1 }))
  await press(t('charges.back'))
  expect(moves()).toEqual([{ marketplace: 'ozon', type: 'Placements', group: null }])
})

it('choosing the line of the directory undoes a move', async () => {
  await card()
  await reply(answer(moved), 'charges.types')
  await choose('Размещение', t('charges.own', { group: t('charges.group.storage') }))
  expect(moves()).toEqual([{ marketplace: 'ozon', type: 'Placements', group: null }])
})

it('says why a move was not saved, and shows what is in force', async () => {
  await card()
  await reply(answer(unknown), 'charges.types')
  await choose(t('charges.number', { id: '999' }), t('charges.group.fine'))
  await reply(new KindError('disk_full'), 'charges.move')
  expect(page()).toContain(error('disk_full'))
  expect(page()).toContain(t('charges.unsorted', { count: 1 }))
})

it('says that there is nothing yet', async () => {
  await card()
  await reply(answer(), 'charges.types')
  expect(page()).toContain(t('charges.none'))
})

it('shows advertising in the charges beside that of the campaigns, newest first, and no sum of them', async () => {
  const month = (of: string, rest: Partial<AdMoney> = {}): AdMoney => ({
    ...{
      shopId: 1,
      month: of,
      booked: 12_050,
      campaigns: 11_025,
      difference: 1025,
      currency: 'RUB',
      missing: [],
    },
    ...rest,
  })
  await card()
  await reply(answer(known), 'charges.types')
  expect(page()).not.toContain(t('charges.ads'))
  const late = { reason: 'not_loaded', shopId: 1, step: 'ozon.ads', since: null, until: null } as const
  await reply(
    [
      month('2026-11', { campaigns: null, difference: null, missing: [late] }),
      month('2026-10'),
      month('2026-09'),
      month('2026-08', { booked: 77_700 }),
    ],
    'charges.advertising',
  )
  const told = [
    t('charges.ads.booked', { sum: money(12_050) }),
    t('charges.ads.campaigns', { sum: money(11_025) }),
    t('charges.ads.difference', { sum: money(1025) }),
  ].join(' · ')
  expect(page()).toContain(`Oct 2026 ${told}`)
  expect(page()).toContain(t('charges.ads.difference', { sum: '—' }))
  expect(page()).toContain(t('missing.brief.not_loaded', { steps: step('ozon.ads').toLocaleLowerCase() }))
  expect(page()).not.toContain(money(12_050 + 11_025))
  expect(page()).not.toContain(money(77_700))
  await press(t('charges.ads.all', { count: 4 }))
  expect(page()).toContain(money(77_700))
  await press(t('charges.ads.fewer'))
  expect(page()).not.toContain(money(77_700))
})
