import { Button, Group, Modal, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { Shop } from '#contract/shop.ts'
import { call, refresh, useAction } from '../../api.ts'
import { ErrorNote } from '../../components/ErrorNote/ErrorNote.tsx'
import { useWords } from '../../words.tsx'

interface Props {
  readonly shop: Shop
  readonly onClose: () => void
}

/** A new name for a shop, used only within the app. */
export function RenameModal({ shop, onClose }: Props) {
  const { t } = useWords()
  const [name, setName] = useState(shop.name)
  const rename = useAction(async () => {
    await call('shop.rename', { shopId: shop.id, name: name.trim() })
    await refresh('shop.list', undefined)
    onClose()
  })
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('shops.rename.title')}
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      <form
        onSubmit={event => {
          event.preventDefault()
          void rename.run()
        }}
      >
        <Stack>
          <TextInput
            data-autofocus
            label={t('keys.name')}
            description={t('keys.name.hint')}
            value={name}
            maxLength={100}
            onChange={event => setName(event.currentTarget.value)}
          />
          {rename.error && <ErrorNote kind={rename.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('action.cancel')}
            </Button>
            <Button type="submit" loading={rename.busy} disabled={name.trim() === ''}>
              {t('action.save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
