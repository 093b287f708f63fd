import { Alert, Button, Group, Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import type { Kind } from '#contract/errors.ts'
import type { Marketplace } from '#contract/shop.ts'
import { useWords } from '../../words.tsx'

interface Props {
  readonly kind: Kind
  /** The marketplace whose wording is used, if it has one. */
  readonly marketplace?: Marketplace
  readonly retry?: () => unknown
}

/** What went wrong and what to do, with a retry. */
export function ErrorNote({ kind, marketplace, retry }: Props) {
  const { t, error } = useWords()
  return (
    <Alert color="red" variant="light" icon={<IconAlertTriangle size={18} />} data-kind={kind}>
      <Group justify="space-between" gap="md">
        <Text size="sm" flex={1} miw={200}>
          {error(kind, marketplace)}
        </Text>
        {retry && (
          <Button size="xs" variant="default" onClick={() => retry()}>
            {t('action.retry')}
          </Button>
        )}
      </Group>
    </Alert>
  )
}
