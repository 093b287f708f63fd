import { Button, Container, Group, Stack, Text, Title } from '@mantine/core'
import { useState } from 'react'
import { Link, useMatch, useNavigate } from 'react-router'
import type { Keys, Shop } from '#contract/shop.ts'
import { Marketplace } from '#contract/shop.ts'
import { call, refresh, useAction } from '../../api.ts'
import { carriedOver, keysOf, NO_FIELDS } from '../../components/KeysForm/keys.ts'
import { useHere } from '../../here.ts'
import { startLoad } from '../../load.ts'
import type { KeyFields } from '../../marketplaces/declare.ts'
import { useWords } from '../../words.tsx'
import { Awaited } from './Awaited.tsx'
import { StepCheck } from './StepCheck.tsx'
import { StepKeys } from './StepKeys.tsx'
import { StepMarketplace } from './StepMarketplace.tsx'
import { WizardSteps } from './WizardSteps.tsx'

const STEPS = ['marketplace', 'keys', 'check'] as const

/** The wizard: marketplace, keys, check. The fourth step is the load, on its own page. */
export function OnboardingPage() {
  const { t } = useWords()
  const navigate = useNavigate()
  const here = useHere()
  // The wizard for the first shop has no way back.
  const another = useMatch('/shops/new') !== null
  const [at, setAt] = useState<(typeof STEPS)[number]>('marketplace')
  const [marketplace, setMarketplace] = useState<Marketplace>(Marketplace.options[0] as Marketplace)
  const [fields, setFields] = useState<KeyFields>(NO_FIELDS)

  const connected = async (shops: readonly Shop[]) => {
    // The guard must know the shops before the page of their load opens.
    await refresh('shop.list', undefined)
    const fresh = shops.filter(shop => !shop.loaded)
    // A load that cannot start says so on its page, where it can be retried.
    for (const shop of fresh) await startLoad(shop.id).catch(() => {})
    const [first] = fresh
    // A user who has navigated elsewhere meanwhile stays there.
    if (here()) await navigate(first ? `/shops/${first.id}/progress` : '/', { replace: true })
  }
  const demo = useAction(async (marketplaces: readonly Marketplace[]) => {
    const shops: Shop[] = []
    for (const of of marketplaces) shops.push(await call('shop.addDemo', { marketplace: of }))
    await connected(shops)
  })
  const add = useAction(async (name: string, keys: Keys) =>
    connected([await call('shop.add', { name, keys })]),
  )

  return (
    <Container size={680} py="lg">
      <Stack gap="lg">
        <Group justify="space-between" align="flex-start" wrap="nowrap">
          <div>
            <Title order={1}>{t('wizard.title')}</Title>
            <Text size="sm" c="dimmed">
              {t('app.tagline')}
            </Text>
          </div>
          {another && (
            <Button variant="default" component={Link} to="/shops">
              {t('action.cancel')}
            </Button>
          )}
        </Group>
        <Awaited />
        <WizardSteps active={STEPS.indexOf(at)} />
        {at === 'marketplace' && (
          <StepMarketplace
            onChoose={chosen => {
              setMarketplace(chosen)
              setAt('keys')
            }}
            onDemo={marketplaces => void demo.run(marketplaces)}
            busy={demo.busy}
            error={demo.error}
          />
        )}
        {at === 'keys' && (
          <StepKeys
            key={marketplace}
            marketplace={marketplace}
            initial={fields}
            onBack={kept => {
              setFields(kept)
              setAt('marketplace')
            }}
            onForeign={(other, typed) => {
              setFields(carriedOver(typed, marketplace))
              setMarketplace(other)
            }}
            onSubmit={given => {
              setFields(given)
              setAt('check')
            }}
          />
        )}
        {at === 'check' && (
          <StepCheck
            keys={keysOf(fields, marketplace)}
            onChange={() => setAt('keys')}
            onConnect={keys => void add.run(fields.name.trim(), keys)}
            busy={add.busy}
            error={add.error}
          />
        )}
      </Stack>
    </Container>
  )
}
