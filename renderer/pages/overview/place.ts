import { useEffect, useEffectEvent } from 'react'
import { useLocation, useSearchParams } from 'react-router'
import type { Day } from '#contract/money.ts'
import type { Shop } from '#contract/shop.ts'
import { keepOverview, lastOverview } from '../../places.ts'
import { type Place, readPlace, writePlace } from './address.ts'

/**
 * What a person looks at, out of the address, and a way to change it that Back undoes. An address that says nothing is the one looked at last, at the first start of
 * all the usual one.
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
  // As long as the shops are not known, none of them can be told from one that is gone.
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
