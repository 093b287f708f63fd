import { Button, Card, Group, Loader, Stack, Text } from '@mantine/core'
import { useEffect, useEffectEvent, useState } from 'react'
import type { Kind } from '#contract/errors.ts'
import type { KeyCheck, Keys } from '#contract/shop.ts'
import { call, useAction } from '../../api.ts'
import { ErrorNote } from '../../components/ErrorNote/ErrorNote.tsx'
import { KeyCheckResult } from '../../components/KeyCheckResult/KeyCheckResult.tsx'
import { focusOnce } from '../../focus.ts'
import { useWords } from '../../words.tsx'

interface Props {
  readonly keys: Keys
  readonly onChange: () => void
  readonly onConnect: () => void
  readonly busy: boolean
  readonly error: Kind | null
}

/** Asks the marketplace what the keys open. What could not be asked is never called wrong. */
export function StepCheck({ keys, onChange, onConnect, busy, error }: Props) {
  const { t } = useWords()
  const [check, setCheck] = useState<KeyCheck | null>(null)
  const asking = useAction(async () => {
    setCheck(null)
    setCheck(await call('shop.check', { keys }))
  })
  const ask = useEffectEvent(() => void asking.run())
  useEffect(() => ask(), [])
  return (
    <Card padding="lg">
      <Stack gap="lg">
        {!check && !asking.error && (
          <Group role="status" mih={56} tabIndex={-1} ref={focusOnce}>
            <Loader size="sm" />
            <Text size="sm">
              {t(`wizard.check.running.${keys.marketplace}`, {
                marketplace: t(`marketplace.${keys.marketplace}`),
              })}
            </Text>
          </Group>
        )}
        {asking.error && <ErrorNote kind={asking.error} retry={asking.run} />}
        {check && <KeyCheckResult check={check} marketplace={keys.marketplace} />}
        {error && <ErrorNote kind={error} retry={onConnect} />}
        <Group justify="space-between">
          <Button variant="default" onClick={onChange} disabled={busy}>
            {t(`wizard.check.change.${keys.marketplace}`)}
          </Button>
          {check?.verdict === 'valid' && (
            <Button onClick={onConnect} loading={busy}>
              {t('wizard.check.connect')}
            </Button>
          )}
          {check && check.verdict !== 'valid' && (
            <Button
              variant={check.verdict === 'unknown' ? 'filled' : 'default'}
              onClick={() => void asking.run()}
            >
              {t('wizard.check.again')}
            </Button>
          )}
        </Group>
      </Stack>
    </Card>
  )
}
