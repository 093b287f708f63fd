import { Card, Group, Text } from '@mantine/core'
import type { ShopEvent } from '#contract/events.ts'
import type { Shop } from '#contract/shop.ts'
import { MarketplaceSign } from '../../components/MarketplaceSign/MarketplaceSign.tsx'
import { useWords } from '../../words.tsx'
import { PhotoDiff } from './PhotoDiff.tsx'
import { TextDiff } from './TextDiff.tsx'

const TEXTS: ReadonlySet<string> = new Set(['title', 'description'])

/** One change of one card: what of which product, when, and how it was before. */
export function EventCard({ event, shop }: { readonly event: ShopEvent; readonly shop: Shop | undefined }) {
  const words = useWords()
  const { t, moment } = words
  const marketplace = shop?.marketplace ?? 'ozon'
  const what = words.event(event.type, event.field)
  const product = event.name ?? t('events.product', { id: event.productId })
  return (
    <Card
      component="article"
      aria-label={`${what}: ${product}`}
      data-event={event.type}
      data-field={event.field}
    >
      <Group justify="space-between" align="flex-start" wrap="nowrap" mb={8}>
        <div style={{ minWidth: 0 }}>
          <Text size="md" fw={600}>
            {what}
          </Text>
          <Text size="sm" truncate title={product}>
            {product}
          </Text>
          <Text size="xs" c="dimmed" truncate>
            {t(`events.about.${marketplace}`, {
              id: event.productId,
              ...(event.article ? { article: event.article } : {}),
            })}
          </Text>
        </div>
        <Group gap={8} wrap="nowrap" style={{ flexShrink: 0 }}>
          <Text size="xs" c="dimmed">
            <time dateTime={event.at}>{moment(event.at)}</time>
          </Text>
          {shop && (
            <Group gap={6} wrap="nowrap" maw={180}>
              <MarketplaceSign of={shop.marketplace} size={18} />
              <Text size="xs" truncate>
                {shop.name}
              </Text>
            </Group>
          )}
        </Group>
      </Group>
      {TEXTS.has(event.field) ? (
        <TextDiff before={event.before} after={event.after ?? ''} />
      ) : (
        <PhotoDiff before={event.before} after={event.after} />
      )}
    </Card>
  )
}
