import { Alert, List, Text } from '@mantine/core'
import { IconArchive } from '@tabler/icons-react'
import { useCall } from '../../api.ts'
import { useWords } from '../../words.tsx'

/** Cabinets with stored data but no shop, shown to users who lost the list of shops and start again here. */
export function Awaited() {
  const { t, orphan: called } = useWords()
  const orphans = useCall('shop.orphans', undefined)
  const known = (orphans.value ?? []).filter(({ marketplace }) => marketplace !== null)
  if (known.length === 0) return null
  return (
    <Alert color="yellow" variant="light" icon={<IconArchive size={18} />} title={t('orphans.awaited')}>
      <Text size="sm">{t('orphans.awaited.text')}</Text>
      <List size="sm">
        {known.map(orphan => (
          <List.Item key={orphan.shopId}>{called(orphan)}</List.Item>
        ))}
      </List>
    </Alert>
  )
}
