import { Anchor, Progress as Bar, Button, Group, Text } from '@mantine/core'
import { IconRefresh } from '@tabler/icons-react'
import { Link } from 'react-router'
import type { Shop } from '#contract/shop.ts'
import { useAction, useCall } from '../../api.ts'
import { ErrorNote } from '../../components/ErrorNote/ErrorNote.tsx'
import { MarketplaceSign } from '../../components/MarketplaceSign/MarketplaceSign.tsx'
import { startLoad } from '../../load.ts'
import { useWords } from '../../words.tsx'
import { updatedAt, whyNot } from './refresh.ts'

const NOTE = 'refresh-note'

interface Props {
  readonly shops: readonly Shop[]
  readonly readOnly: boolean
}

/** Loads what is new of the chosen shops, or says why it cannot; the window stays usable meanwhile. */
export function RefreshButton({ shops, readOnly }: Props) {
  const { t } = useWords()
  const reason = whyNot(shops, readOnly)
  const ready = shops.filter(({ status }) => status === 'active' || status === 'paused')
  const start = useAction(async () => {
    for (const { id } of ready) await startLoad(id)
  })
  return (
    <>
      <Button
        variant="default"
        ml="auto"
        leftSection={<IconRefresh size={16} aria-hidden />}
        aria-describedby={NOTE}
        onClick={() => void start.run()}
        loading={start.busy}
        disabled={reason !== null}
      >
        {t('overview.refresh')}
      </Button>
      {start.error && <ErrorNote kind={start.error} retry={start.run} />}
    </>
  )
}

/** How fresh the data are, what is loaded now, or why nothing can be. */
export function Updated({ shops, readOnly }: Props) {
  const { t, moment } = useWords()
  const at = updatedAt(shops)
  const reason = whyNot(shops, readOnly)
  return (
    <Group gap="md" wrap="nowrap" flex="none">
      {shops.map(shop => (
        <Running key={shop.id} shop={shop} named={shops.length > 1} />
      ))}
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
