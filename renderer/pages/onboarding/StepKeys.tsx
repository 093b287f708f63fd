import { Button, Card, Stack, Text, Title } from '@mantine/core'
import type { Marketplace } from '#contract/shop.ts'
import { KeysForm } from '../../components/KeysForm/KeysForm.tsx'
import type { KeyFields } from '../../marketplaces/declare.ts'
import { useWords } from '../../words.tsx'

const NEW = { of: 'new' } as const

interface Props {
  readonly marketplace: Marketplace
  readonly initial: KeyFields
  readonly onBack: (fields: KeyFields) => void
  readonly onSubmit: (fields: KeyFields) => void
  readonly onForeign: (marketplace: Marketplace, fields: KeyFields) => void
}

/** The name of the shop and its keys. */
export function StepKeys({ marketplace, initial, onBack, onSubmit, onForeign }: Props) {
  const { t } = useWords()
  return (
    <Card padding="lg">
      <Stack gap="md">
        <div>
          <Title order={2}>{t(`wizard.keys.title.${marketplace}`)}</Title>
          <Text size="sm" c="dimmed">
            {t('wizard.keys.lead')}
          </Text>
        </div>
        <KeysForm
          marketplace={marketplace}
          purpose={NEW}
          initial={initial}
          submit={t(`keys.check.${marketplace}`)}
          onSubmit={onSubmit}
          onForeign={onForeign}
          aside={fields => (
            <Button variant="default" onClick={() => onBack(fields)}>
              {t('action.back')}
            </Button>
          )}
        />
      </Stack>
    </Card>
  )
}
