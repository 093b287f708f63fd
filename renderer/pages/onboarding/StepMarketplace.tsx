import { Button, Card, Group, SegmentedControl, Stack, Text, Title, UnstyledButton } from '@mantine/core'
import { IconArrowRight, IconFlask } from '@tabler/icons-react'
import { useState } from 'react'
import type { Kind } from '#contract/errors.ts'
import { Marketplace } from '#contract/shop.ts'
import { ErrorNote } from '../../components/ErrorNote/ErrorNote.tsx'
import { MarketplaceSign } from '../../components/MarketplaceSign/MarketplaceSign.tsx'
import { focusOnce } from '../../focus.ts'
import { useWords } from '../../words.tsx'
import classes from './StepMarketplace.module.css'

interface Props {
  readonly onChoose: (marketplace: Marketplace) => void
  readonly onDemo: (marketplaces: readonly Marketplace[]) => void
  readonly busy: boolean
  readonly error: Kind | null
}

/** Choice of the marketplace, or demo shops. */
export function StepMarketplace({ onChoose, onDemo, busy, error }: Props) {
  const { t } = useWords()
  return (
    <Stack gap="md">
      <div>
        <Title order={2} tabIndex={-1} ref={focusOnce}>
          {t('wizard.marketplace.title')}
        </Title>
        <Text size="sm" c="dimmed">
          {t('wizard.marketplace.lead')}
        </Text>
      </div>
      <div className={classes.cards}>
        {Marketplace.options.map(marketplace => (
          <div key={marketplace} className={classes.card}>
            <Group justify="space-between" wrap="nowrap" w="100%" mb={6}>
              <MarketplaceSign of={marketplace} size={36} silent />
              <IconArrowRight size={18} className={classes.arrow} aria-hidden />
            </Group>
            <UnstyledButton
              className={classes.choice}
              onClick={() => onChoose(marketplace)}
              aria-describedby={`about-${marketplace}`}
              disabled={busy}
            >
              {t(`marketplace.${marketplace}`)}
            </UnstyledButton>
            <Text size="xs" c="dimmed" id={`about-${marketplace}`}>
              {t(`wizard.marketplace.${marketplace}`)}
            </Text>
          </div>
        ))}
      </div>
      <Demo onDemo={onDemo} busy={busy} error={error} />
    </Stack>
  )
}

const BOTH = 'both'

function Demo({ onDemo, busy, error }: Pick<Props, 'onDemo' | 'busy' | 'error'>) {
  const { t } = useWords()
  const [wanted, setWanted] = useState<Marketplace | typeof BOTH>(BOTH)
  const start = () => onDemo(wanted === BOTH ? Marketplace.options : [wanted])
  return (
    <>
      <Card padding="md">
        <Stack gap="md">
          <Group gap="sm" wrap="nowrap">
            <IconFlask size={22} stroke={1.6} aria-hidden style={{ flex: 'none' }} />
            <div>
              <Text fw={600}>{t('wizard.marketplace.demo.title')}</Text>
              <Text size="sm" c="dimmed">
                {t('wizard.marketplace.demoLead')}
              </Text>
            </div>
          </Group>
          <Group justify="space-between">
            <SegmentedControl
              aria-label={t('wizard.marketplace.demo.which')}
              value={wanted}
              onChange={value => setWanted(value)}
              disabled={busy}
              data={[
                { value: BOTH, label: t('wizard.marketplace.demo.both') },
                ...Marketplace.options.map(value => ({ value, label: t(`marketplace.${value}`) })),
              ]}
            />
            <Button variant="default" onClick={start} loading={busy}>
              {t('wizard.marketplace.demo')}
            </Button>
          </Group>
        </Stack>
      </Card>
      {error && <ErrorNote kind={error} retry={start} />}
    </>
  )
}
