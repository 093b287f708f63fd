import { Button, Text } from '@mantine/core'
import { IconFolderOpen } from '@tabler/icons-react'
import { call, useAction } from '../../api.ts'
import { DiagnosticsButton } from '../../components/DiagnosticsButton/DiagnosticsButton.tsx'
import { ErrorNote } from '../../components/ErrorNote/ErrorNote.tsx'
import { useWords } from '../../words.tsx'
import { Choice, Section } from './Setting.tsx'

/** The data folder, diagnostics, and the version. */
export function DataCard({ version }: { readonly version: string }) {
  const { t } = useWords()
  const open = useAction(() => call('app.openDataFolder'))
  return (
    <Section title={t('settings.data')}>
      <Choice label={t('settings.data.folder')} about={t('settings.data.folder.about')}>
        {() => (
          <Button
            variant="default"
            leftSection={<IconFolderOpen size={16} aria-hidden />}
            onClick={() => void open.run()}
            loading={open.busy}
          >
            {t('settings.data.open')}
          </Button>
        )}
      </Choice>
      {open.error && <ErrorNote kind={open.error} />}
      <Choice label={t('settings.data.diagnostics')} about={t('settings.data.diagnostics.about')}>
        {() => <DiagnosticsButton />}
      </Choice>
      <Choice label={t('settings.data.version')}>
        {() => (
          <Text size="sm" c="dimmed">
            {version}
          </Text>
        )}
      </Choice>
    </Section>
  )
}
