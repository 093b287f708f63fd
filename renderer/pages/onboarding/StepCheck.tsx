import { Button, Card, Group, Loader, Stack, Text } from '@mantine/core'
import { useEffect, useEffectEvent, useState } from 'react'
import type { Kind } from '#contract/errors.ts'
import type { KeyCheck, Keys } from '#contract/shop.ts'
import { call, useAction } from '../../api.ts'
import { ErrorNote } from '../../components/ErrorNote/ErrorNote.tsx'
import { KeyCheckResult } from '../../components/KeyCheckResult/KeyCheckResult.tsx'
import { withoutAds } from '../../components/KeysForm/keys.ts'
import { focusOnce } from '../../focus.ts'
import { useWords } from '../../words.tsx'

interface Act {
  /** Whether this action is the one in progress. */
  readonly connects?: boolean
  readonly label: string
  readonly onClick: () => void
}

interface Props {
  readonly keys: Keys
  readonly onChange: () => void
  readonly onConnect: (keys: Keys) => void
  readonly busy: boolean
  readonly error: Kind | null
}

/** Checks the keys with the marketplace. A check that was not possible is never shown as invalid keys. */
export function StepCheck({ keys, onChange, onConnect, busy, error }: Props) {
  const { t } = useWords()
  const [check, setCheck] = useState<KeyCheck | null>(null)
  const asking = useAction(async () => {
    setCheck(null)
    setCheck(await call('shop.check', { keys }))
  })
  const ask = useEffectEvent(() => void asking.run())
  useEffect(() => ask(), [])
  const change = { label: t(`wizard.check.change.${keys.marketplace}`), onClick: onChange }
  const again = { label: t('wizard.check.again'), onClick: () => void asking.run() }
  const connect = (label: string, as: Keys) => ({ label, onClick: () => onConnect(as), connects: true })

  /** The primary action, and the alternative. */
  function choices(): { readonly first: Act | null; readonly second: Act } {
    switch (check?.verdict) {
      case 'valid':
        return { first: connect(t('wizard.check.connect'), keys), second: change }
      case 'partial':
        return { first: change, second: connect(t('wizard.check.connectWithoutAds'), withoutAds(keys)) }
      case 'invalid':
        return { first: change, second: again }
      case 'unknown':
        return { first: again, second: change }
      default:
        return { first: null, second: change }
    }
  }
  const { first, second } = choices()
  return (
    <Card padding="lg">
      <Stack gap="lg">
        {!check && !asking.error && (
          <Group role="status" mih={56} tabIndex={-1} ref={focusOnce}>
            <Loader size="sm" />
            <Text size="sm">{t(`wizard.check.running.${keys.marketplace}`)}</Text>
          </Group>
        )}
        {asking.error && <ErrorNote kind={asking.error} retry={asking.run} />}
        {check && <KeyCheckResult check={check} marketplace={keys.marketplace} />}
        {error && <ErrorNote kind={error} />}
        <Group justify="space-between">
          <Button
            variant="default"
            onClick={second.onClick}
            disabled={busy}
            loading={busy && second.connects === true}
          >
            {second.label}
          </Button>
          {first && (
            <Button onClick={first.onClick} disabled={busy} loading={busy && first.connects === true}>
              {first.label}
            </Button>
          )}
        </Group>
      </Stack>
    </Card>
  )
}
