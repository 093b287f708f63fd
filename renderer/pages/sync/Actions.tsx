import { Button, Group, Stack } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconPlayerPause, IconPlayerPlay, IconRefresh } from '@tabler/icons-react'
import { call, useAction } from '../../api.ts'
import { DiagnosticsButton } from '../../components/DiagnosticsButton/DiagnosticsButton.tsx'
import { ErrorNote } from '../../components/ErrorNote/ErrorNote.tsx'
import { useWords } from '../../words.tsx'

interface Props {
  readonly paused: boolean
  readonly onPause: (paused: boolean) => unknown
  readonly busy: boolean
  readonly disabled: boolean
}

/** Actions on all shops at once. */
export function Actions({ paused, onPause, busy, disabled }: Props) {
  const { t } = useWords()
  const start = useAction(async () => {
    await call('sync.now', { shopIds: null })
    notifications.show({ message: t('sync.now.done'), withBorder: true })
  })
  const Icon = paused ? IconPlayerPlay : IconPlayerPause
  return (
    <Stack gap={6} align="flex-end" flex="none">
      <Group gap="xs" wrap="nowrap">
        <DiagnosticsButton variant="subtle" />
        <Button
          variant="default"
          leftSection={<Icon size={16} aria-hidden />}
          onClick={() => onPause(!paused)}
          loading={busy}
          disabled={disabled}
        >
          {t(paused ? 'sync.resume' : 'sync.pause')}
        </Button>
        <Button
          leftSection={<IconRefresh size={16} aria-hidden />}
          onClick={() => void start.run()}
          loading={start.busy}
          disabled={disabled}
        >
          {t('sync.now')}
        </Button>
      </Group>
      {start.error && <ErrorNote kind={start.error} />}
    </Stack>
  )
}
