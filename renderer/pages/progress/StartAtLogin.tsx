import { Button, Card, Group, Stack, Text } from '@mantine/core'
import { call, put, useAction, useCall } from '../../api.ts'
import { ErrorNote } from '../../components/ErrorNote/ErrorNote.tsx'
import { useWords } from '../../words.tsx'

/** The last question of the wizard, asked until it is answered; the settings store the answer. */
export function StartAtLogin() {
  const { t } = useWords()
  const { value: background } = useCall('background.get', undefined)
  const answer = useAction(async (startAtLogin: boolean) =>
    put('background.get', undefined, await call('background.set', { startAtLogin })),
  )
  if (!background || background.startAtLogin !== null) return null
  return (
    <Card component="section" aria-label={t('login.ask')}>
      <Stack gap="sm">
        <Group justify="space-between" gap="md">
          <div style={{ flex: 1, minWidth: 260 }}>
            <Text fw={500}>{t('login.ask')}</Text>
            <Text size="sm" c="dimmed">
              {t('login.ask.about')}
            </Text>
          </div>
          <Group gap="sm">
            <Button variant="light" onClick={() => void answer.run(true)} loading={answer.busy}>
              {t('login.ask.yes')}
            </Button>
            <Button variant="subtle" onClick={() => void answer.run(false)} disabled={answer.busy}>
              {t('login.ask.no')}
            </Button>
          </Group>
        </Group>
        {answer.error && <ErrorNote kind={answer.error} />}
      </Stack>
    </Card>
  )
}
