import { Progress as Bar, Card, Group, Stack, Text, Title } from '@mantine/core'
import type { OlderHistory as History } from '#contract/history.ts'
import type { Shop } from '#contract/shop.ts'
import type { StepProgress } from '#contract/sync.ts'
import { useCall } from '../../api.ts'
import { ErrorNote } from '../../components/ErrorNote/ErrorNote.tsx'
import { MarketplaceSign } from '../../components/MarketplaceSign/MarketplaceSign.tsx'
import { useWords } from '../../words.tsx'
import type { Color } from './freshness.ts'
import classes from './SyncPage.module.css'

const COLORS: Readonly<Record<History['state'], Color>> = {
  off: 'gray',
  waiting: 'yellow',
  running: 'blue',
  done: 'pine',
}

/** A shop that waits for the person, not for its refreshes. */
const BLOCKED = ['paused', 'auth_error', 'disabled'] as const
const isBlocked = (status: Shop['status']): status is (typeof BLOCKED)[number] =>
  BLOCKED.some(blocked => blocked === status)

/** How far the history before the first load of each shop is read. */
export function OlderHistory({ shops }: { readonly shops: readonly Shop[] }) {
  const { t } = useWords()
  const { value, error, again } = useCall('history.list', undefined)
  const known = new Map(value?.map(history => [history.shopId, history]))
  const shown = shops.flatMap(shop => {
    const history = known.get(shop.id)
    return shop.loaded && history ? [{ shop, history }] : []
  })
  if (error) return <ErrorNote kind={error} retry={again} />
  if (shown.length === 0) return null
  return (
    <Card component="section" aria-label={t('sync.older')} padding="md">
      <Title order={2}>{t('sync.older')}</Title>
      <Text size="sm" c="dimmed" mb="sm">
        {t('sync.older.about')}
      </Text>
      <Stack gap="md">
        {shown.map(({ shop, history }) => (
          <ShopHistory key={shop.id} shop={shop} history={history} />
        ))}
      </Stack>
    </Card>
  )
}

function ShopHistory({ shop, history }: { readonly shop: Shop; readonly history: History }) {
  const { t } = useWords()
  const { state, steps } = history
  return (
    <div data-shop={shop.id} data-older={state}>
      <Group gap={8} mb={4}>
        <MarketplaceSign of={shop.marketplace} size={16} />
        <Text size="sm" fw={600}>
          {shop.name}
        </Text>
        <span className={classes.status} data-color={COLORS[state]}>
          {state === 'waiting' && isBlocked(shop.status)
            ? t(`sync.blocker.${shop.status}`)
            : t(`sync.older.${state}`)}
        </span>
      </Group>
      <ul className={classes.steps} aria-label={shop.name}>
        {steps.map(step => (
          <StepHistory key={step.step} shop={shop} step={step} />
        ))}
      </ul>
    </div>
  )
}

/** One kind of data: what is read of it, or why not. */
function StepHistory({ shop, step }: { readonly shop: Shop; readonly step: StepProgress }) {
  const words = useWords()
  const { t } = words
  const { status, slice, slices, kind, until } = step
  const isRead = status === 'done'
  const percent = isRead ? 100 : slices === 0 ? 0 : Math.floor((slice / slices) * 100)
  const name = words.step(step.step)
  const why = kind !== null && ['failed', 'later', 'skipped'].includes(status) ? kind : null
  return (
    <li data-step={step.step} data-status={status}>
      <Text size="sm">{name}</Text>
      <Bar.Root size={8} radius="xl">
        <Bar.Section
          value={percent}
          color={isRead ? 'pine' : 'blue'}
          aria-label={t('sync.older.bar', { step: name, shop: shop.name })}
          aria-valuetext={words.progress(percent)}
        />
      </Bar.Root>
      <Text size="xs" c="dimmed">
        {isRead && t('progress.rows', { count: step.rows })}
        {!isRead && slices > 0 && t('progress.slice', { slice, slices })}
      </Text>
      {why && (
        <Text size="xs" className={classes.why} c="dimmed">
          {status === 'later' && until
            ? t('progress.until', { when: words.moment(until) })
            : words.error(why, shop.marketplace)}
        </Text>
      )}
    </li>
  )
}
