import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import type { Shop } from '#contract/shop.ts'
import { call, refresh, useAction } from '../../api.ts'
import { ErrorNote } from '../../components/ErrorNote/ErrorNote.tsx'
import { useWords } from '../../words.tsx'
import { confirmation, confirms } from './health.ts'

interface Props {
  readonly shop: Shop
  readonly onClose: () => void
}

/** Deletes everything of a shop, once its name has been typed. */
export function RemoveModal({ shop, onClose }: Props) {
  const { t } = useWords()
  const [typed, setTyped] = useState('')
  const wanted = confirmation(shop.name)
  const remove = useAction(async () => {
    await call('shop.remove', { shopId: shop.id, name: shop.name })
    notifications.show({ message: t('shops.remove.done', { name: shop.name }), withBorder: true })
    // The dialog closes after the card is gone: its opener no longer exists, so the focus moves to what is left.
    await refresh('shop.list', undefined)
    onClose()
  })
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('shops.remove.title', { name: shop.name })}
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      <form
        onSubmit={event => {
          event.preventDefault()
          if (confirms(typed, wanted)) void remove.run()
        }}
      >
        <Stack>
          <Text size="sm">{t('shops.remove.text')}</Text>
          <TextInput
            data-autofocus
            autoComplete="off"
            label={t(wanted === shop.name ? 'shops.remove.confirm' : 'shops.remove.confirmStart', {
              name: wanted,
            })}
            value={typed}
            onChange={event => setTyped(event.currentTarget.value)}
          />
          {remove.error && <ErrorNote kind={remove.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('action.cancel')}
            </Button>
            <Button type="submit" color="red" loading={remove.busy} disabled={!confirms(typed, wanted)}>
              {t('shops.remove.button')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
