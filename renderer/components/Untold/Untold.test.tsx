// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ChargeType } from '#contract/charges.ts'
import { PLACES } from '#contract/marketplaces/declare.ts'
import { MARKETPLACE_NAMES, MARKETPLACES, untoldAt } from '#contract/marketplaces/index.ts'
import type { Dataset } from '#contract/schedule.ts'
import type { Marketplace, Shop } from '#contract/shop.ts'
import { LANGUAGES, words } from '#i18n'
import { STRINGS } from '../../../resources/i18n/strings.ts'
import { close, open, page, reply, shopOf, showPage } from '../../other-end.tsx'
import { sample } from '../../pages/overview/sample.ts'

const SHOPS = MARKETPLACE_NAMES.map((marketplace, at) => shopOf(at + 1, { marketplace }))
const NOW = Date.parse('2026-11-29T10:00:00Z')
const dataset: Dataset = {
  shopId: 1,
  step: '',
  coordinator: 'daily',
  every: 86_400_000,
  status: 'done',
  lastTryAt: null,
  lastSuccessAt: null,
  rows: 0,
  added: 0,
  changed: 0,
  nextAt: null,
  kind: null,
  message: null,
  blocker: null,
}
const charge: ChargeType = {
  marketplace: 'ozon',
  type: 'Logistic',
  title: null,
  group: 'delivery',
  directoryGroup: 'delivery',
  movedAt: null,
  movable: true,
  disputed: false,
  lines: 1,
  sums: [],
}

/** Shows each part of the window for a shop of every marketplace. */
const SHOW: Readonly<Record<(typeof PLACES)[number], () => Promise<void>>> = {
  async overview() {
    const { TopProducts } = await import('../../pages/overview/TopProducts.tsx')
    await showPage(<TopProducts overview={sample()} shops={SHOPS} />)
  },
  async events() {
    const { EventsPage } = await import('../../pages/events/EventsPage.tsx')
    await showPage(<EventsPage />)
    await reply(SHOPS, 'shop.list')
  },
  async charges() {
    const { ChargesCard } = await import('../../pages/settings/ChargesCard.tsx')
    await showPage(<ChargesCard readOnly={false} />)
    const types = MARKETPLACE_NAMES.map(marketplace => ({ ...charge, marketplace }))
    await reply({ types, directories: [] }, 'charges.types')
  },
  async sync() {
    const { DatasetTable } = await import('../../pages/sync/DatasetTable.tsx')
    await showPage(
      SHOPS.map(shop => (
        <DatasetTable
          key={shop.id}
          marketplace={shop.marketplace}
          shops={[shop]}
          datasets={[]}
          now={NOW}
          readOnly
        />
      )),
    )
  },
}
async function showDataset(shop: Shop, step: string) {
  const { DatasetDetail } = await import('../../pages/sync/DatasetDetail.tsx')
  await showPage(
    <DatasetDetail shop={shop} dataset={{ ...dataset, step }} now={NOW} readOnly onRefresh={() => {}} />,
  )
}
/** Each step has a label (`resources/i18n/i18n.test.ts`). */
const stepsOf = (name: Marketplace): readonly string[] =>
  Object.keys(STRINGS.ru).flatMap(key => (key.startsWith(`step.${name}.`) ? [key.slice('step.'.length)] : []))
const { untold } = words('en')
const said = () =>
  SHOPS.flatMap(({ marketplace }) =>
    Object.keys(MARKETPLACES[marketplace].untold).map(what => untold(what, marketplace)),
  )

beforeEach(open)
afterEach(close)

describe('what cannot be known', () => {
  it('is the whole list of the reference, marketplace by marketplace', () => {
    expect(Object.keys(MARKETPLACES.ozon.untold).toSorted()).toEqual([
      'ad_currency',
      'author',
      'bank',
      'buyer_price',
      'buyers',
      'card_rating',
      'competitors',
      'fee_product',
      'limits',
      'own_costs',
      'past',
      'phrases',
      'views',
      'within_day',
    ])
    expect(Object.keys(MARKETPLACES.wb.untold).toSorted()).toEqual([
      'author',
      'auto_promotions',
      'bank',
      'buyers',
      'competitors',
      'limits',
      'localization',
      'own_costs',
      'return_reason',
      'views',
      'warehouses',
      'within_day',
    ])
  })

  it.each(MARKETPLACE_NAMES)('of %s has one sentence in each language, and a place that is there', name => {
    const steps = stepsOf(name)
    for (const [what, places] of Object.entries(MARKETPLACES[name].untold)) {
      for (const language of LANGUAGES) expect(words(language).untold(what, name)).toMatch(/^\p{Lu}.+\.$/u)
      expect(places.length, what).toBeGreaterThan(0)
      for (const place of places) expect([...PLACES, ...steps], what).toContain(place)
    }
  })

  it.each(PLACES)('is said where a person would look for it, and only there: %s', async place => {
    await SHOW[place]()
    for (const name of MARKETPLACE_NAMES)
      for (const what of Object.keys(MARKETPLACES[name].untold)) {
        const times = page().split(untold(what, name)).length - 1
        expect(times, what).toBe(untoldAt(name, place).includes(what) ? 1 : 0)
      }
    expect(said().some(sentence => page().includes(sentence))).toBe(true)
  })

  it('is said in the details of a dataset that would hold it, and of no other', async () => {
    for (const shop of SHOPS)
      for (const id of stepsOf(shop.marketplace)) {
        await showDataset(shop, id)
        const shown = said().filter(sentence => page().includes(sentence))
        const own = untoldAt(shop.marketplace, id as `${string}.${string}`)
        expect(new Set(shown), id).toEqual(new Set(own.map(what => untold(what, shop.marketplace))))
      }
  })
})
