import { Button, Group, Stack } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconFileZip, IconPlayerPause, IconPlayerPlay, IconRefresh } from '@tabler/icons-react'
import { call, useAction } from '../../api.ts'
import { ErrorNote } from '../../components/ErrorNote/ErrorNote.tsx'
import { useWords } from '../../words.tsx'

interface Props {
  readonly held: boolean
  readonly onHold: (held: boolean) => unknown
  readonly busy: boolean
  readonly disabled: boolean
}

/** What a person can do about all shops at once. */
export function Actions({ held, onHold, busy, disabled }: Props) {
  const { t, language } = useWords()
  const say = (message: string) => notifications.show({ message, withBorder: true })
  const start = useAction(async () => {
    await call('sync.now', { shopIds: null })
    say(t('sync.now.done'))
  })
  const save = useAction(async () => {
    const { saved } = await call('app.saveDiagnostics', { language })
    if (saved) say(t('sync.diagnostics.saved'))
  })
  const error = start.error ?? save.error
  return (
    <Stack gap={6} align="flex-end" flex="none">
      <Group gap="xs" wrap="nowrap">
        <Button
          variant="subtle"
          color="gray"
          leftSection={<IconFileZip size={16} aria-hidden />}
          onClick={() => void save.run()}
          loading={save.busy}
        >
          {t('sync.diagnostics')}
        </Button>
        <Button
          variant="default"
          leftSection={
            held ? <IconPlayerPlay size={16} aria-hidden /> : <IconPlayerPause size={16} aria-hidden />
          }
          onClick={() => onHold(!held)}
          loading={busy}
          disabled={disabled}
        >
          {t(held ? 'sync.goOn' : 'sync.hold')}
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
      {error && <ErrorNote kind={error} />}
    </Stack>
  )
}
