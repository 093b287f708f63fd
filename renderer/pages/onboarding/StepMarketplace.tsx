import { Badge, Button, Card, Group, Stack, Text, Title, UnstyledButton } from '@mantine/core'
import { IconArrowRight, IconFlask } from '@tabler/icons-react'
import type { Kind } from '#contract/errors.ts'
import { ErrorNote } from '../../components/ErrorNote/ErrorNote.tsx'
import { focusOnce } from '../../focus.ts'
import { useWords } from '../../words.tsx'
import classes from './StepMarketplace.module.css'

interface Props {
  readonly onOzon: () => void
  readonly onDemo: () => void
  readonly busy: boolean
  readonly error: Kind | null
}

/** Which marketplace, or a shop to try the app on. */
export function StepMarketplace({ onOzon, onDemo, busy, error }: Props) {
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
        <UnstyledButton
          className={classes.card}
          onClick={onOzon}
          aria-label={t('marketplace.ozon')}
          disabled={busy}
        >
          <Group justify="space-between" wrap="nowrap" w="100%">
            <span className={classes.sign} style={{ background: '#005bff' }} aria-hidden>
              O
            </span>
            <IconArrowRight size={18} className={classes.arrow} aria-hidden />
          </Group>
          <Text fw={600}>{t('marketplace.ozon')}</Text>
          <Text size="xs" c="dimmed">
            {t('wizard.marketplace.ozon')}
          </Text>
        </UnstyledButton>
        <UnstyledButton className={classes.card} disabled aria-label={t('marketplace.wb')}>
          <Group justify="space-between" wrap="nowrap" w="100%">
            <span className={classes.sign} style={{ background: '#8b1a9b' }} aria-hidden>
              W
            </span>
            <Badge variant="light" color="gray" tt="none" fw={500}>
              {t('wizard.marketplace.soon')}
            </Badge>
          </Group>
          <Text fw={600}>{t('marketplace.wb')}</Text>
          <Text size="xs" c="dimmed">
            {t('wizard.marketplace.wb')}
          </Text>
        </UnstyledButton>
      </div>
      <Card padding="md">
        <Group justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <IconFlask size={22} stroke={1.6} aria-hidden style={{ flex: 'none' }} />
            <Text size="sm" c="dimmed">
              {t('wizard.marketplace.demoLead')}
            </Text>
          </Group>
          <Button variant="default" onClick={onDemo} loading={busy} flex="none">
            {t('wizard.marketplace.demo')}
          </Button>
        </Group>
      </Card>
      {error && <ErrorNote kind={error} retry={onDemo} />}
    </Stack>
  )
}
