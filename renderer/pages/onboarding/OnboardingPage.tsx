import { Container, Stack, Text, Title } from '@mantine/core'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import type { Keys, Shop } from '#contract/shop.ts'
import { call, refresh, useAction } from '../../api.ts'
import type { KeyFields } from '../../components/KeysForm/keys.ts'
import { keysOf, NO_FIELDS } from '../../components/KeysForm/keys.ts'
import { startLoad } from '../../load.ts'
import { useWords } from '../../words.tsx'
import { StepCheck } from './StepCheck.tsx'
import { StepKeys } from './StepKeys.tsx'
import { StepMarketplace } from './StepMarketplace.tsx'
import { WizardSteps } from './WizardSteps.tsx'

const STEPS = ['marketplace', 'keys', 'check'] as const

/** The wizard: marketplace, keys, check; the fourth step is the load itself, on its own page. */
export function OnboardingPage() {
  const { t } = useWords()
  const navigate = useNavigate()
  const [at, setAt] = useState<(typeof STEPS)[number]>('marketplace')
  const [fields, setFields] = useState<KeyFields>(NO_FIELDS)

  const connected = async (adding: Promise<Shop>) => {
    const shop = await adding
    // The guard must know the shop before the page of its load opens.
    await refresh('shop.list', undefined)
    if (shop.loaded) return navigate('/', { replace: true })
    // What keeps the load from starting is said on its page, where it can be started again.
    await startLoad(shop.id).catch(() => {})
    await navigate(`/shops/${shop.id}/progress`, { replace: true })
  }
  const demo = useAction(() => connected(call('shop.addDemo')))
  const add = useAction((name: string, keys: Keys) => connected(call('shop.add', { name, keys })))

  return (
    <Container size={680} py="xl">
      <Stack gap="xl">
        <div>
          <Title order={1}>{t('wizard.title')}</Title>
          <Text size="sm" c="dimmed">
            {t('app.tagline')}
          </Text>
        </div>
        <WizardSteps active={STEPS.indexOf(at)} />
        {at === 'marketplace' && (
          <StepMarketplace
            onOzon={() => setAt('keys')}
            onDemo={() => void demo.run()}
            busy={demo.busy}
            error={demo.error}
          />
        )}
        {at === 'keys' && (
          <StepKeys
            initial={fields}
            onBack={kept => {
              setFields(kept)
              setAt('marketplace')
            }}
            onSubmit={given => {
              setFields(given)
              setAt('check')
            }}
          />
        )}
        {at === 'check' && (
          <StepCheck
            keys={keysOf(fields)}
            onChange={() => setAt('keys')}
            onConnect={() => void add.run(fields.name.trim(), keysOf(fields))}
            busy={add.busy}
            error={add.error}
          />
        )}
      </Stack>
    </Container>
  )
}
