import { endOfDay, moscowDay } from '../../clock.ts'
import type { Content, ContentClock, Contents } from '../../world/content.ts'
import { playContent } from '../../world/content.ts'
import type { Card } from './cards.ts'
import { descriptionOf, isTrashed, titleOf, updatedAt } from './cards.ts'

/** The number in the address identifies the photo, so that a changed order is visible. */
const photo = (nmId: number, number: number): string =>
  `https://basket-${String(1 + (nmId % 20)).padStart(2, '0')}.wbbasket.ru/vol${Math.floor(nmId / 100_000)}/part${Math.floor(nmId / 1000)}/${nmId}/images/big/${number}.webp`

const contentAt = (c: Card, at: number): Content => ({
  title: titleOf(c, at),
  description: descriptionOf(c, at),
  photos: Array.from({ length: c.photos }, (_, index) => photo(c.nmId, index + 1)),
})

/** Content of a shop's cards now: as at the start of the sandbox, plus their owner's edits and the script's changes. */
export function contentsOf(
  seed: number,
  { since: startDay, at: now, old }: ContentClock,
  cards: readonly Card[],
): Contents {
  const start = endOfDay(startDay)
  return playContent({
    seed,
    startDay,
    now,
    cards: cards.map(c => ({
      id: c.nmId,
      content: contentAt(c, Math.max(c.createdAt, Math.min(now, start))),
      untouched: c.createdAt >= endOfDay(old) || c.trashedAt !== null,
      edit: (day, shown) => {
        const at = updatedAt(c, Math.min(now, endOfDay(day)))
        if (moscowDay(at) !== day || at <= c.createdAt || isTrashed(c, at)) return null
        const before = titleOf(c, at - 1)
        const title = titleOf(c, at)
        const description = descriptionOf(c, at)
        return {
          title: title === before ? shown.title : title,
          description: description === '' ? shown.description : description,
        }
      },
    })),
    newPhoto: (id, day) => photo(id, 20 + day - startDay),
    moveHost: url => url.replace(/basket-(\d\d)/, (_, host) => `basket-${host === '30' ? '31' : '30'}`),
  })
}

/** The last change of a card before now, by its owner or by the script. */
export const changedAt = (contents: Contents, c: Card, now: number): number =>
  Math.max(updatedAt(c, now), contents.changedAt(c.nmId) ?? 0)
