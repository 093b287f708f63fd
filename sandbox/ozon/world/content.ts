import { startOfDay } from '../../clock.ts'
import type { ContentClock, Contents } from '../../world/content.ts'
import { playContent } from '../../world/content.ts'
import type { Product } from './products.ts'

/** Content of the card pages as of an instant. */
export const contentsOf = (
  seed: number,
  { since, at, old }: ContentClock,
  products: readonly Product[],
): Contents =>
  playContent({
    seed,
    startDay: since,
    now: at,
    cards: products.map(p => ({
      id: p.productId,
      content: { title: p.name, description: p.description, photos: p.images },
      untouched: p.createdAt >= startOfDay(old) || p.archivedAt !== null,
      edit: () => null,
    })),
    newPhoto: (id, of) =>
      `https://ir.ozone.ru/s3/multimedia-1-z/${8_000_000_000 + (id % 100_000) * 1000 + of - since}.jpg`,
    moveHost: url =>
      url.replace(/^https:\/\/(ir|cdn1)\./, (_, host) => `https://${host === 'ir' ? 'cdn1' : 'ir'}.`),
  })
