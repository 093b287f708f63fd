import { Anchor, Progress as Bar, Button, Group, Text } from '@mantine/core'
import { IconRefresh } from '@tabler/icons-react'
import { Link } from 'react-router'
import type { Shop } from '#contract/shop.ts'
import { useAction, useCall } from '../../api.ts'
import { MarketplaceSign } from '../../components/MarketplaceSign/MarketplaceSign.tsx'
import { startLoad } from '../../load.ts'
import { useWords } from '../../words.tsx'
import { startEach, updatedAt, whyNot } from './refresh.ts'

const NOTE = 'refresh-note'
/** Loads shown individually; more are counted. */
const SHOWN = 2

interface Props {
  readonly shops: readonly Shop[]
  readonly readOnly: boolean
}

/** Starts a refresh of those of these shops that can be started. */
export const useRefresh = (shops: readonly Shop[]) =>
  useAction(() =>
    startEach(
      shops.filter(({ status }) => status === 'active' || status === 'paused').map(({ id }) => id),
      startLoad,
    ),
  )

interface ButtonProps extends Props {
  readonly start: ReturnType<typeof useRefresh>
}

/** Refreshes the selected shops, or says why it cannot; the window stays usable. */
export function RefreshButton({ shops, readOnly, start }: ButtonProps) {
  const { t } = useWords()
  return (
    <Button
      variant="default"
      ml="auto"
      leftSection={<IconRefresh size={16} aria-hidden />}
      aria-describedby={NOTE}
      onClick={() => void start.run()}
      loading={start.busy}
      disabled={whyNot(shops, readOnly) !== null}
    >
      {t('overview.refresh')}
    </Button>
  )
}

/** The freshness of the data, the running loads, or why nothing can be loaded. */
export function Updated({ shops, readOnly }: Props) {
  const { t, moment } = useWords()
  const at = updatedAt(shops)
  const reason = whyNot(shops, readOnly)
  const running = shops.filter(({ status }) => status === 'syncing')
  return (
    <Group gap="4px 16px" justify="flex-end" flex="0 1 auto">
      {running.length > SHOWN ? (
        <Anchor component={Link} to="/sync" c="dimmed" size="xs">
          {t('overview.refreshing.several', { count: running.length })}
        </Anchor>
      ) : (
        running.map(shop => <Running key={shop.id} shop={shop} named={shops.length > 1} />)
      )}
      <Text size="xs" c="dimmed" id={NOTE}>
        {reason ? t(`overview.refresh.${reason}`) : at && t('overview.updated', { when: moment(at) })}
      </Text>
    </Group>
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
