import { useEffect, useEffectEvent } from 'react'
import { useLocation, useSearchParams } from 'react-router'
import type { Day } from '#contract/money.ts'
import type { Shop } from '#contract/shop.ts'
import { keepOverview, lastOverview } from '../../places.ts'
import { type Place, readPlace, writePlace } from './address.ts'

/**
 * What the user looks at, from the URL, and a function that changes it so that Back undoes it. An empty URL restores the last view, at the first start the
 * default one.
 */
export function usePlace(
  shops: readonly Shop[],
  today: Day,
  first: Day | null,
): Place & { readonly change: (part: Partial<Place>) => void } {
  const [address, setAddress] = useSearchParams()
  const { state } = useLocation()
  const said = address.size > 0
  const place = readPlace(said ? address : new URLSearchParams(lastOverview()), shops, today, first)
  const search = writePlace(place).toString()
  const fill = useEffectEvent(() => {
    if (!said) setAddress(new URLSearchParams(search), { replace: true, state })
  })
  // Until the shops are loaded, a shop in the URL cannot be told from one that was removed.
  const known = shops.length > 0
  useEffect(() => {
    if (!known) return
    keepOverview(search)
    fill()
  }, [known, search])
  return {
    ...place,
    change: part => setAddress(writePlace({ ...place, ...part }), { state }),
  }
}
