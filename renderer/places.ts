import { useLayoutEffect } from 'react'

const NAME = 'overview'

/** What stood behind the `?` when the overview was looked at last, in this window or an earlier one. */
export const lastOverview = (): string => localStorage.getItem(NAME) ?? ''
export const keepOverview = (search: string): void => localStorage.setItem(NAME, search)

/** The same of the events, in this window. */
let events = ''
export const lastEvents = (): string => events
export const keepEvents = (search: string): void => {
  events = search
}

/** How far each page was scrolled. */
const tops = new Map<string, number>()

/** Each page comes back where it was left, and begins at its top. */
export function useScrollPlace(page: string): void {
  useLayoutEffect(() => {
    history.scrollRestoration = 'manual'
    scrollTo(0, tops.get(page) ?? 0)
    const note = () => tops.set(page, scrollY)
    addEventListener('scroll', note, { passive: true })
    return () => removeEventListener('scroll', note)
  }, [page])
}
