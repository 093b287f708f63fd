import { Anchor, Progress as Bar, Group, Text } from '@mantine/core'
import { Link } from 'react-router'
import type { Shop } from '#contract/shop.ts'
import { useCall } from '../../api.ts'
import { MarketplaceSign } from '../../components/MarketplaceSign/MarketplaceSign.tsx'
import { useWords } from '../../words.tsx'
import { percentOf } from './run.ts'

/** Other shops that are loading or never finished their first load, as links. */
export function OtherLoads({ shops }: { readonly shops: readonly Shop[] }) {
  const { t } = useWords()
  const loading = shops.filter(shop => !shop.loaded || shop.status === 'syncing')
  if (loading.length === 0) return null
  return (
    <Group component="nav" gap="lg" aria-label={t('progress.others')}>
      {loading.map(shop => (
        <OtherLoad key={shop.id} shop={shop} />
      ))}
    </Group>
  )
}

function OtherLoad({ shop }: { readonly shop: Shop }) {
  const { progress } = useWords()
  const { value: run } = useCall('sync.status', { shopId: shop.id })
  const percent = percentOf(run ?? null)
  return (
    <Anchor
      component={Link}
      to={`/shops/${shop.id}/progress`}
      c="dimmed"
      underline="never"
      data-other={shop.id}
    >
      <Group gap="xs" wrap="nowrap">
        <MarketplaceSign of={shop.marketplace} />
        <div>
          <Text size="xs" truncate maw={220}>
            {shop.name}: {progress(percent)}
          </Text>
          <Bar value={percent} size={4} mt={4} w={160} aria-hidden transitionDuration={400} />
        </div>
      </Group>
    </Anchor>
  )
}
