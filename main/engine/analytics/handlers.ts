import type { Api } from '#contract/api.ts'
import type { Handlers } from '#contract/rpc.ts'
import { marketplaceOf } from '../../../loaders/index.ts'
import { ask } from '../measures/ask.ts'
import { measureList } from '../measures/list.ts'
import { withNames } from '../measures/names.ts'
import { productPictures } from '../pictures/name.ts'
import { shopOf } from '../shops/shops.ts'
import type { Stores } from '../store/opening/open.ts'
import { coverage } from '../store/queries/coverage.ts'
import { adMoney } from './ad-money.ts'
import { askedOf } from './asked.ts'
import { eventFeed } from './events.ts'
import { FIGURE_NEEDS, overview } from './overview.ts'
import { readSpans } from './spans.ts'

interface Parts {
  readonly stores: Stores
  /** The shops that a question is about; null is all of them. */
  shopIds(asked: readonly number[] | null): readonly number[]
  readonly now: () => number
}

/** Answers what pages ask about stored data. */
export function analytics({ stores, shopIds, now }: Parts) {
  const { dims, facts } = stores
  return {
    'overview.get': async query => {
      const about = shopIds(query.shopIds).map(id => askedOf(shopOf(stores, id)))
      const spans = await readSpans(facts, about, FIGURE_NEEDS)
      return overview(facts, spans, query, about, now(), top => productPictures(dims, top))
    },
    'report.ask': async query => {
      const about = shopIds(query.shopIds).map(id => askedOf(shopOf(stores, id)))
      return ask(facts, query, about, now(), rows => withNames(dims, rows))
    },
    'report.measures': async () => measureList(),
    'charges.advertising': async ({ shopIds: asked }) =>
      adMoney(
        facts,
        shopIds(asked).map(id => shopOf(stores, id)),
        now(),
      ),
    'events.list': async query => eventFeed(dims, query),
    'coverage.get': async ({ shopIds: asked }) => {
      const covered = shopIds(asked).map(shopId =>
        coverage(stores, shopId, marketplaceOf(shopOf(stores, shopId).marketplace).steps),
      )
      return (await Promise.all(covered)).flat()
    },
  } satisfies Partial<Handlers<Api>>
}
