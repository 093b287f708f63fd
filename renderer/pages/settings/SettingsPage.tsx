import { Container, Skeleton, Stack, Title } from '@mantine/core'
import { useCall } from '../../api.ts'
import { ErrorNote } from '../../components/ErrorNote/ErrorNote.tsx'
import { useBackground } from '../../settings.ts'
import { useWords } from '../../words.tsx'
import { BackgroundCard } from './BackgroundCard.tsx'
import { ChargesCard } from './ChargesCard.tsx'
import { DataCard } from './DataCard.tsx'
import { LooksCard } from './LooksCard.tsx'
import { NotificationsCard } from './NotificationsCard.tsx'

/** All settings; every change applies at once. */
export function SettingsPage() {
  const { t } = useWords()
  const info = useCall('app.info', undefined)
  const { background, change, error } = useBackground()
  const readOnly = info.value?.readOnly ?? true
  return (
    <Container size={760} py="lg" px="lg">
      <Stack gap="md">
        <Title order={1}>{t('settings.title')}</Title>
        {background.error && <ErrorNote kind={background.error} retry={background.again} />}
        {error && <ErrorNote kind={error} />}
        {background.value ? (
          <>
            <BackgroundCard background={background.value} onChange={change} readOnly={readOnly} />
            <NotificationsCard background={background.value} onChange={change} readOnly={readOnly} />
          </>
        ) : (
          !background.error && <Skeleton h={420} radius="lg" />
        )}
        <ChargesCard readOnly={readOnly} />
        <LooksCard readOnly={readOnly} />
        <DataCard version={info.value?.version ?? ''} />
      </Stack>
    </Container>
  )
}
