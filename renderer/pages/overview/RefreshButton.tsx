import { Anchor, Progress as Bar, Button, Group, Stack, Text } from '@mantine/core'
import { IconRefresh } from '@tabler/icons-react'
import { Link } from 'react-router'
import type { Shop } from '#contract/shop.ts'
import { useAction, useCall } from '../../api.ts'
import { ErrorNote } from '../../components/ErrorNote/ErrorNote.tsx'
import { MarketplaceSign } from '../../components/MarketplaceSign/MarketplaceSign.tsx'
import { startLoad } from '../../load.ts'
import { useWords } from '../../words.tsx'

/** Loads what is new of the chosen shops; the window stays usable meanwhile. */
export function RefreshButton({
  shops,
  disabled,
}: {
  readonly shops: readonly Shop[]
  readonly disabled: boolean
}) {
  const { t, moment } = useWords()
  // Of several shops the one that was refreshed longest ago speaks for all.
  const [oldest] = shops.flatMap(shop => shop.updated.at ?? []).sort()
  const resting = shops.every(shop => shop.status !== 'syncing')
  const ready = shops.filter(shop => shop.status === 'active' || shop.status === 'paused')
  const start = useAction(async () => {
    for (const { id } of ready) await startLoad(id)
  })
  return (
    <Stack gap={6} align="flex-end" flex="none">
      <Group gap="md" wrap="nowrap">
        {resting && oldest && (
          <Text size="xs" c="dimmed">
            {t('overview.lastSync', { when: moment(oldest) })}
          </Text>
        )}
        {shops.map(shop => (
          <Running key={shop.id} shop={shop} named={shops.length > 1} />
        ))}
        <Button
          variant="default"
          leftSection={<IconRefresh size={16} aria-hidden />}
          onClick={() => void start.run()}
          loading={start.busy}
          disabled={disabled || ready.length === 0}
        >
          {t('overview.refresh')}
        </Button>
      </Group>
      {start.error && <ErrorNote kind={start.error} retry={start.run} />}
    </Stack>
  )
}

function Running({ shop, named }: { readonly shop: Shop; readonly named: boolean }) {
  const { t, progress } = useWords()
  const { value } = useCall('sync.status', { shopId: shop.id })
  if (value?.status !== 'running') return null
  return (
    <Anchor component={Link} to={`/shops/${shop.id}/progress`} c="dimmed" underline="never" w={150}>
      {named ? (
        <Group gap={6} wrap="nowrap" justify="space-between">
          <MarketplaceSign of={shop.marketplace} size={14} />
          <Text size="xs" truncate flex={1}>
            {shop.name}
          </Text>
          <Text size="xs">{progress(value.percent)}</Text>
        </Group>
      ) : (
        <Text size="xs">{t('overview.refreshing', { percent: progress(value.percent) })}</Text>
      )}
      <Bar value={value.percent} size={4} mt={4} aria-hidden transitionDuration={300} />
    </Anchor>
  )
}
