import { endOfDay } from '../../clock.ts'
import { shownSoFar } from '../../world/ad-day-truth.ts'
import { perDay } from '../../world/once.ts'
import type { AdRow } from './ads.ts'
import type { World } from './index.ts'
import { makeWorld } from './index.ts'

/**
 * The rows of click campaigns of one day as they are told now. Of the present day they are those of its evening without the views, clicks and costs to come;
 * orders are attributed as the world has it.
 */
export function adRowsOf(world: World, day: number): readonly AdRow[] {
  if (day !== world.today) return world.adRows(day)
  const keyOf = ({ campaign, sku }: AdRow) => `${campaign.id}/${sku}`
  const told = new Map(world.adRows(day).map(row => [keyOf(row), row]))
  const part = perDay(id => {
    const campaign = world.campaigns().find(one => one.id === id)
    return campaign ? shownSoFar(campaign.run, day, world.now) : () => 0
  })
  return makeWorld({ ...world, now: endOfDay(day) })
    .adRows(day)
    .flatMap(evening => {
      const { campaign, product } = evening
      const now = told.get(keyOf(evening))
      const [orders, revenue] = [now?.orders ?? 0, now?.revenue ?? 0]
      const [views, clicks] = [evening.views, evening.clicks].map(part(campaign.id)) as [number, number]
      if (views === 0 && (evening.views > 0 || orders === 0)) return []
      const item = campaign.products.findIndex(one => one.product === product)
      const toCome = (evening.clicks - clicks) * (campaign.run.on(day).bids[item] ?? 0)
      return [
        { ...evening, views, clicks, orders, revenue, spend: clicks === 0 ? 0 : evening.spend - toCome },
      ]
    })
}
