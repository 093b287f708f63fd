import { Alert, Button, Group, Stack, Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { Link } from 'react-router'
import type { Shop } from '#contract/shop.ts'
import { useAction } from '../../api.ts'
import { ErrorNote } from '../../components/ErrorNote/ErrorNote.tsx'
import { startLoad } from '../../load.ts'
import { useWords } from '../../words.tsx'
import { joined } from '../shops/health.ts'
import { causesOf, isTroubled, sureUntil } from './troubles.ts'

interface Props {
  readonly shops: readonly Shop[]
  readonly readOnly: boolean
}

/** Shops whose data is older than it should be, each with the cause and what to do; empty while all is well. */
export function Troubles({ shops, readOnly }: Props) {
  const troubled = shops.filter(isTroubled)
  if (troubled.length === 0) return null
  return (
    <Stack gap="xs">
      {troubled.map(shop => (
        <Trouble key={shop.id} shop={shop} readOnly={readOnly} />
      ))}
    </Stack>
  )
}

function Trouble({ shop, readOnly }: { readonly shop: Shop; readonly readOnly: boolean }) {
  const words = useWords()
  const { t, moment, notice } = words
  const { name, marketplace, status, updated } = shop
  const refused = status === 'auth_error'
  const again = useAction(() => startLoad(shop.id, updated.failed))
  const since = sureUntil(shop)
  const causes = joined(causesOf(shop)).map(message => notice(message, marketplace))
  return (
    <Alert
      color={refused ? 'red' : 'yellow'}
      icon={<IconAlertTriangle size={18} />}
      py="xs"
      role="status"
      data-trouble={shop.id}
      aria-label={t('overview.trouble', { shop: name })}
    >
      <Group justify="space-between" gap="md">
        <Text size="sm" flex={1} miw={260}>
          <b>{name}</b>: {causes.length > 0 ? causes.join(' ') : t('overview.trouble.behind')}{' '}
          {since && t('overview.trouble.since', { when: moment(since) })}
          {updated.at === null && t('overview.trouble.never')}
        </Text>
        {refused ? (
          <Button size="xs" variant="default" component={Link} to="/shops">
            {t(`shops.updateKeys.${marketplace}`)}
          </Button>
        ) : (
          <Button
            size="xs"
            variant="default"
            loading={again.busy}
            disabled={readOnly}
            onClick={() => void again.run()}
          >
            {t('action.retry')}
          </Button>
        )}
      </Group>
      {again.error && <ErrorNote kind={again.error} marketplace={marketplace} />}
    </Alert>
  )
}
