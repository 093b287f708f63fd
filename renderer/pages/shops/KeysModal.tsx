import { Button, Modal, Stack, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import type { KeyCheck, RenewedKeys, Shop } from '#contract/shop.ts'
import { call, refresh, useAction } from '../../api.ts'
import { ErrorNote } from '../../components/ErrorNote/ErrorNote.tsx'
import { KeyCheckResult } from '../../components/KeyCheckResult/KeyCheckResult.tsx'
import { KeysForm } from '../../components/KeysForm/KeysForm.tsx'
import { NO_FIELDS, renewedKeysOf, withoutAds } from '../../components/KeysForm/keys.ts'
import { useHere } from '../../here.ts'
import { startLoad } from '../../load.ts'
import type { KeyFields } from '../../marketplaces/declare.ts'
import { useWords } from '../../words.tsx'

interface Props {
  readonly shop: Shop
  readonly onClose: () => void
}

/** New keys of a shop: checked first, then stored in place of the old ones. */
export function KeysModal({ shop, onClose }: Props) {
  const { t } = useWords()
  const here = useHere()
  const [check, setCheck] = useState<KeyCheck | null>(null)
  const [typed, setTyped] = useState<KeyFields>({
    ...NO_FIELDS,
    clientId: shop.clientId ?? '',
    // Prefilled, so that leaving the fields alone does not remove existing keys.
    perfClientId: shop.perfClientId ?? '',
  })
  const save = useAction(async (keys: RenewedKeys) => {
    await call('shop.updateKeys', { shopId: shop.id, keys })
    await refresh('shop.list', undefined)
    // Loads what the old keys did not allow; a refusal shows in the list.
    await startLoad(shop.id).catch(() => {})
    notifications.show({ message: t(`shops.updateKeys.saved.${shop.marketplace}`), withBorder: true })
    onClose()
  })
  const submit = useAction(async (fields: KeyFields) => {
    setTyped(fields)
    setCheck(null)
    const keys = renewedKeysOf(fields, shop.marketplace)
    const found = await call('shop.checkKeys', { shopId: shop.id, keys })
    // The user closed the dialog meanwhile, so the keys are not changed.
    if (!here()) return
    if (found.verdict === 'valid') await save.run(keys)
    else setCheck(found)
  })
  const withoutAdsOf = (fields: KeyFields) => withoutAds(renewedKeysOf(fields, shop.marketplace))
  // The check speaks of the keys as they were then: others have to be checked first.
  const isChecked = (fields: KeyFields) =>
    JSON.stringify(withoutAdsOf(fields)) === JSON.stringify(withoutAdsOf(typed))
  const error = submit.error ?? save.error
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={t(`shops.updateKeys.title.${shop.marketplace}`, { name: shop.name })}
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      <Stack>
        <Text size="sm" c="dimmed">
          {t(`shops.updateKeys.lead.${shop.marketplace}`)}
        </Text>
        <KeysForm
          marketplace={shop.marketplace}
          purpose={{ of: 'renewal', perfClientId: shop.perfClientId }}
          initial={typed}
          submit={t('action.save')}
          busy={submit.busy || save.busy}
          onSubmit={fields => void submit.run(fields)}
          buttons="flex-end"
          aside={fields => (
            <>
              <Button variant="default" onClick={onClose}>
                {t('action.cancel')}
              </Button>
              {check?.verdict === 'partial' && isChecked(fields) && (
                <Button
                  variant="default"
                  disabled={submit.busy}
                  loading={save.busy}
                  onClick={() => void save.run(withoutAdsOf(fields))}
                >
                  {t('wizard.check.saveWithoutAds')}
                </Button>
              )}
            </>
          )}
        >
          {check && <KeyCheckResult check={check} marketplace={shop.marketplace} />}
          {error && <ErrorNote kind={error} />}
        </KeysForm>
      </Stack>
    </Modal>
  )
}
