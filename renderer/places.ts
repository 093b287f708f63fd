import { useLayoutEffect } from 'react'

const NAME = 'overview'

/** The query string of the last visit to the overview, in this window or an earlier one. */
export const lastOverview = (): string => localStorage.getItem(NAME) ?? ''
export const keepOverview = (search: string): void => localStorage.setItem(NAME, search)

/** The same for the events, in this window. */
let events = ''
export const lastEvents = (): string => events
export const keepEvents = (search: string): void => {
  events = search
}

/** Scroll position of each page. */
const tops = new Map<string, number>()

/** Restores the scroll position of a page; a new page starts at its top. */
export function useScrollPlace(page: string): void {
  useLayoutEffect(() => {
    history.scrollRestoration = 'manual'
    scrollTo(0, tops.get(page) ?? 0)
    const note = () => tops.set(page, scrollY)
    addEventListener('scroll', note, { passive: true })
    return () => removeEventListener('scroll', note)
  }, [page])
}
