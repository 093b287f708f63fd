import { Card, Group, Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import type { ShopEvent } from '#contract/events.ts'
import type { Shop } from '#contract/shop.ts'
import type { Words } from '#i18n'
import { MarketplaceSign } from '../../components/MarketplaceSign/MarketplaceSign.tsx'
import { ProductPicture } from '../../components/ProductPicture/ProductPicture.tsx'
import { useWords } from '../../words.tsx'
import type { CardOf } from './joined.ts'
import { PhotoDiff } from './PhotoDiff.tsx'
import { galleryOf, photoSummary } from './photo-diff.ts'
import { TextDiff } from './TextDiff.tsx'

interface Props {
  readonly card: CardOf
  readonly shop: Shop | undefined
  /** Its position in the feed, and the number of cards; -1 if that is unknown. */
  readonly place: number
  readonly of: number
}

/** A card of changes of one product that were detected together: before and after. */
export function EventCard({ card: { product, changes }, shop, place, of }: Props) {
  const words = useWords()
  const { t, moment } = words
  const what = headingOf(words, changes)
  const name = product.name ?? t('events.product', { id: product.productId })
  const texts = (['title', 'description'] as const).flatMap(kind =>
    changes.filter(each => each.kind === kind),
  )
  const photos = changes.filter(({ kind }) => kind === 'photos')
  return (
    <Card
      component="article"
      aria-label={`${what}: ${name}`}
      aria-posinset={place}
      aria-setsize={of}
      data-kinds={[...new Set(changes.map(({ kind }) => kind))].join()}
    >
      <Group justify="space-between" align="flex-start" wrap="nowrap" mb={8}>
        <Group gap={12} wrap="nowrap" miw={0}>
          <ProductPicture of={product.picture} height={60} />
          <div style={{ minWidth: 0 }}>
            <Text size="md" fw={600}>
              {what}
            </Text>
            <Text size="sm" truncate title={name}>
              {name}
            </Text>
            <Text size="xs" c="dimmed" truncate>
              {shop &&
                t(`events.about.${shop.marketplace}`, {
                  id: product.productId,
                  ...(product.article ? { article: product.article } : {}),
                })}
            </Text>
          </div>
        </Group>
        <Stack gap={2} align="flex-end" style={{ flexShrink: 0 }}>
          {shop && (
            <Group gap={6} wrap="nowrap" maw={180}>
              <MarketplaceSign of={shop.marketplace} size={18} />
              <Text size="xs" truncate>
                {shop.name}
              </Text>
            </Group>
          )}
          <Text size="xs" c="dimmed">
            <time dateTime={product.at}>{t('events.noticed', { when: moment(product.at) })}</time>
          </Text>
        </Stack>
      </Group>
      <Stack gap="sm">
        {texts.map(event => (
          <Part
            key={event.id}
            name={texts.length + photos.length > 1 ? t(`events.kind.${event.kind}`) : null}
          >
            <TextDiff event={event} />
          </Part>
        ))}
        {photos.length > 0 && (
          <Part name={texts.length > 0 ? t('events.kind.photos') : null}>
            <PhotoDiff gallery={galleryOf(photos)} />
          </Part>
        )}
      </Stack>
    </Card>
  )
}

/** A section of a card, named if there are several. */
function Part({ name, children }: { readonly name: string | null; readonly children: ReactNode }) {
  return (
    <div>
      {name && (
        <Text size="xs" c="dimmed" mb={2}>
          {name}
        </Text>
      )}
      {children}
    </div>
  )
}

/** The change in one sentence; for photos, what was done to them. */
function headingOf(words: Words, changes: readonly ShopEvent[]): string {
  const { t } = words
  const kinds = [...new Set(changes.map(({ kind }) => kind))]
  const [only] = kinds
  if (kinds.length > 1)
    return t('events.changed.several', {
      what: words.list(kinds.map(kind => t(`events.kind.${kind}.lower`))),
    })
  if (only !== 'photos') return t(`events.changed.${only ?? 'title'}`)
  const { main, added, removed, moved } = photoSummary(galleryOf(changes))
  const done = [
    main && t('events.photos.did.main'),
    added > 0 && t('events.photos.did.added', { count: added }),
    removed > 0 && t('events.photos.did.removed', { count: removed }),
    moved && t('events.photos.did.moved'),
  ].filter(each => typeof each === 'string')
  return t('events.changed.photos', done.length > 0 ? { what: done.join(', ') } : {})
}
