import type { Place } from '../../world/sums.ts'
import { places } from '../../world/sums.ts'
import { FINE_TEXT } from './fines.ts'
import type { WbWorld } from './index.ts'
import type { WbRowSums, WbTruth } from './sums.ts'
import { rowZero } from './sums.ts'

function add(place: Place<WbRowSums>, day: number, nmId: number, rows: number, sum: number): void {
  for (const sums of [place.total(), place.day(day), place.sku(nmId)]) {
    sums.rows += rows
    sums.sum += sum
  }
}

/** What explains charges between two days: sums as the finance reports have them; self-purchases are orders, by the last day of their week. */
export function evidenceOf(world: WbWorld, from: number, to: number): WbTruth['evidence'] {
  const acceptance = places(rowZero)
  const sizes = places(rowZero)
  const substitutions = places(rowZero)
  const labelling = places(rowZero)
  const selfBuyouts = places(rowZero)
  const byText = new Map<string, Place<WbRowSums>>([
    [FINE_TEXT.sizes, sizes],
    [FINE_TEXT.substitution, substitutions],
    [FINE_TEXT.labelling, labelling],
  ])
  for (let day = from; day <= to; day++) {
    for (const { bonus, card, penalty, acceptance: taken } of world.finance(day)) {
      const place = byText.get(bonus)
      if (card && place) add(place, day, card.nmId, penalty > 0 ? 1 : 0, penalty)
      if (card && taken > 0) add(acceptance, day, card.nmId, 0, taken)
    }
    for (const { card } of world.accepted(day)) add(acceptance, day, card.nmId, 1, 0)
    for (const { card, sum } of world.selfBuyouts(day + 1)) add(selfBuyouts, day, card.nmId, 1, sum)
  }
  return {
    acceptance: acceptance.sums,
    sizes: sizes.sums,
    substitutions: substitutions.sums,
    labelling: labelling.sums,
    selfBuyouts: selfBuyouts.sums,
  }
}
