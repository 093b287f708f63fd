import { Alert, Button, Group, Modal, Stack, Text } from '@mantine/core'
import { IconArchive } from '@tabler/icons-react'
import { useState } from 'react'
import { Link } from 'react-router'
import type { Orphan } from '#contract/shop.ts'
import { call, refresh, useAction, useCall } from '../../api.ts'
import { ErrorNote } from '../../components/ErrorNote/ErrorNote.tsx'
import { useWords } from '../../words.tsx'

/** Data of cabinets without a shop: restored by connecting the cabinet, or deleted. */
export function Orphans() {
  const orphans = useCall('shop.orphans', undefined)
  return orphans.value?.map(orphan => <OrphanNote key={orphan.shopId} orphan={orphan} />)
}

function OrphanNote({ orphan }: { readonly orphan: Orphan }) {
  const words = useWords()
  const { t, orphan: called } = words
  const [asked, ask] = useState(false)
  const remove = useAction(async () => {
    await call('shop.removeOrphan', { shopId: orphan.shopId })
    ask(false)
    await refresh('shop.orphans', undefined)
  })
  return (
    <Alert
      color="yellow"
      variant="light"
      icon={<IconArchive size={18} />}
      title={t('orphans.title', { name: called(orphan) })}
      data-orphan={orphan.shopId}
    >
      <Stack gap="sm">
        <Text size="sm">{t(orphan.marketplace ? 'orphans.text' : 'orphans.text.unknown')}</Text>
        <Group gap="xs">
          {orphan.marketplace && (
            <Button component={Link} to="/shops/new" size="xs" variant="default">
              {t('orphans.connect')}
            </Button>
          )}
          <Button size="xs" variant="subtle" color="red" onClick={() => ask(true)}>
            {t('orphans.remove')}
          </Button>
        </Group>
      </Stack>
      <Modal
        opened={asked}
        onClose={() => ask(false)}
        title={t('orphans.remove.title', { name: called(orphan) })}
        closeButtonProps={{ 'aria-label': t('action.close') }}
      >
        <Stack>
          <Text size="sm">{t('orphans.remove.text')}</Text>
          {remove.error && <ErrorNote kind={remove.error} />}
          <Group justify="flex-end">
            <Button variant="default" data-autofocus onClick={() => ask(false)}>
              {t('action.cancel')}
            </Button>
            <Button color="red" loading={remove.busy} onClick={() => void remove.run()}>
              {t('shops.remove.button')}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </Alert>
  )
}
