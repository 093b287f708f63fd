import { dayString, startOfDay } from '../../clock.ts'
import { random } from '../../random.ts'
import type { Run } from '../../world/campaigns.ts'
import { runOf } from '../../world/campaigns.ts'
import type { Product } from './products.ts'
import { isAdvertised } from './products.ts'

/** A campaign; bids in kopecks per click, budgets in kopecks, days are Moscow days (`toDay` null = open end). */
export type Campaign = {
  readonly id: number
  readonly title: string
  readonly state: 'RUNNING' | 'PLANNED' | 'STOPPED' | 'INACTIVE' | 'ARCHIVED' | 'FINISHED'
  readonly kind: 'SKU' | 'SEARCH_PROMO'
  /** All that are in it at some time, by the numbers that its `run` has for them. */
  readonly products: readonly { readonly product: Product }[]
  /** Its bids are the average cost of a click; the bid that is shown at an instant is at least that. */
  readonly run: Run
  readonly fromDay: number
  readonly toDay: number | null
  readonly strategy: 'MAX_CLICKS' | 'TARGET_BIDS' | 'TARGET_CIR' | 'TOP_PROMOTION'
  readonly silent: boolean
}

type Plan = readonly [
  title: string,
  state: Campaign['state'],
  skus: number,
  from: number,
  to: number | null,
  strategy: Campaign['strategy'],
  silent?: boolean,
]

// Days are counted from the first day of the shop's world (400 days before its start).
const PLANS: readonly Plan[] = [
  ['Пледы и подушки', 'RUNNING', 4, 30, null, 'TARGET_BIDS'],
  ['Новинки сезона', 'RUNNING', 3, 260, null, 'MAX_CLICKS'],
  ['Кухня: поиск', 'INACTIVE', 3, 120, 362, 'TARGET_CIR'],
  ['Распродажа весны', 'ARCHIVED', 3, 20, 310, 'MAX_CLICKS'],
  ['Вывод в топ: вазы', 'STOPPED', 2, 250, 392, 'TOP_PROMOTION'],
  ['Зимние праздники', 'PLANNED', 3, 430, null, 'TARGET_BIDS'],
  ['Без показов', 'RUNNING', 2, 200, null, 'MAX_CLICKS', true],
  ['Проба: ванная', 'ARCHIVED', 3, 60, 130, 'MAX_CLICKS'],
  ['Свечи и ароматы', 'FINISHED', 3, 210, 290, 'TARGET_BIDS'],
  ['Корзины', 'ARCHIVED', 2, 230, 355, 'MAX_CLICKS'],
  ['Скатерти, остатки', 'INACTIVE', 2, 280, 345, 'TARGET_CIR'],
  ['Текстиль, широкий', 'RUNNING', 2, 300, null, 'TARGET_CIR'],
]

/** Weeks of budgets begin on Wednesday. */
const WEDNESDAY = 6
/** Clicks on a product on an average day. */
const USUAL_CLICKS = 38

/** The campaigns of a shop: click campaigns in many states and one system campaign «pay per order». `steady` ones run from start to end as they were made. */
export function makeCampaigns(
  seed: number,
  startDay: number,
  products: readonly Product[],
  { scale, steady }: { readonly scale: number; readonly steady: boolean },
): readonly Campaign[] {
  const campaigns: Campaign[] = []
  const startOf = (fromDay: number) => ({
    fromDay,
    createdAt: startOfDay(fromDay) - 3_600_000,
    week: WEDNESDAY,
  })
  for (let copy = 0; copy < scale; copy++) {
    const shelf = products.slice(copy * 40, copy * 40 + 40)
    PLANS.forEach(([title, state, skus, from, to, strategy, silent], index) => {
      const r = random(seed, 8, copy, index)
      const first = (index * 5) % Math.max(1, shelf.length - skus)
      const id = 14_200_000 + (seed % 500) * 1000 + copy * 100 + index * 7
      const chosen = shelf.slice(first, first + skus)
      const bids = chosen.map(() => r.int(150, 900))
      const [fromDay, toDay] = [startDay + from, to === null ? null : startDay + to]
      const week = 7 * USUAL_CLICKS * bids.reduce((sum, bid) => sum + bid, 0)
      campaigns.push({
        id,
        title: copy === 0 ? title : `${title} ${copy + 1}`,
        state,
        kind: 'SKU',
        products: chosen.map(product => ({ product })),
        fromDay,
        toDay,
        strategy,
        silent: silent ?? false,
        run: runOf({
          ...startOf(fromDay),
          keys: [seed, 103, id],
          toDay,
          bids,
          step: strategy === 'TARGET_CIR' ? null : 10,
          budget: Math.round((week * r.int(11, 24)) / 100_000) * 10_000,
          cost: (item, day, bid) => {
            const product = chosen[item] as Product
            if (silent || !isAdvertised(product, day)) return 0
            return (wholeDay(seed, id, product, day)?.clicks ?? 0) * bid
          },
          steady,
        }),
      })
    })
  }
  return [
    ...campaigns,
    {
      id: 5_268_000 + (seed % 500),
      title: 'Оплата за заказ: выбранные товары',
      state: 'RUNNING',
      kind: 'SEARCH_PROMO',
      products: products.filter(p => p.orderBid > 0).map(product => ({ product })),
      fromDay: startDay,
      toDay: null,
      strategy: 'MAX_CLICKS',
      silent: false,
      run: runOf({
        ...startOf(startDay),
        keys: [],
        toDay: null,
        bids: [],
        step: null,
        budget: 0,
        cost: () => 0,
        steady: true,
      }),
    },
  ]
}

/** The state that a campaign shows at an instant: planned before its start, running until its end, unless its seller or its budget has stopped it. */
export function stateAt(c: Campaign, at: number): Campaign['state'] {
  switch (c.run.stateAt(at)) {
    case 'planned':
      return 'PLANNED'
    case 'paused':
      return 'INACTIVE'
    case 'exhausted':
      return 'STOPPED'
    case 'ended':
      return c.state
    default:
      return 'RUNNING'
  }
}

/** The products of a campaign at an instant, with their numbers in it. */
export const productsAt = (
  c: Campaign,
  at: number,
): readonly { readonly product: Product; readonly item: number }[] =>
  c.products
    .map(({ product }, item) => ({ product, item }))
    .filter(({ item }) => c.kind === 'SEARCH_PROMO' || c.run.has(item, at))

/** Views and clicks of a product in a campaign that runs all day, and the numbers of the day after them; null on days without any. */
export function wholeDay(seed: number, campaign: number, product: Product, day: number) {
  const r = random(seed, 9, campaign, product.index, day)
  if (r.chance(0.1)) return null
  const views = r.int(20, 2_400)
  return { r, views, clicks: Math.round(views * (0.01 + r.next() * 0.05)) }
}

/** A click campaign's name in reports, with its period. */
export const reportTitle = (c: Campaign, from: number, to: number): string => {
  const dots = (day: number) => dayString(day).split('-').reverse().join('.')
  return `Кампания по продвижению товаров № ${c.id}, период ${dots(from)}-${dots(to)}`
}
