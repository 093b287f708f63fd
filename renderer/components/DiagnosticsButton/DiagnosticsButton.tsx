import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconFileZip } from '@tabler/icons-react'
import { call, useAction } from '../../api.ts'
import { useWords } from '../../words.tsx'

/** Saves the diagnostics where the user chooses, and shows the result. */
export function DiagnosticsButton({ variant = 'default' }: { readonly variant?: 'default' | 'subtle' }) {
  const { t, language, error } = useWords()
  const save = useAction(async () => {
    try {
      const { saved } = await call('app.saveDiagnostics', { language })
      if (saved) notifications.show({ message: t('diagnostics.saved'), withBorder: true })
    } catch {
      notifications.show({ message: error('diagnostics'), color: 'red', withBorder: true, autoClose: 12_000 })
    }
  })
  return (
    <Button
      variant={variant}
      {...(variant === 'subtle' ? { color: 'gray' } : {})}
      leftSection={<IconFileZip size={16} aria-hidden />}
      onClick={() => void save.run()}
      loading={save.busy}
    >
      {t('diagnostics.button')}
    </Button>
  )
}
