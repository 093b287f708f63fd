import { Group, List, Paper, Stack, Text, ThemeIcon, Title } from '@mantine/core'
import { IconAlertTriangle, IconCheck, IconMinus, IconQuestionMark, IconX } from '@tabler/icons-react'
import type { KeyCheck, Marketplace, Notice } from '#contract/shop.ts'
import type { Words } from '#i18n'
import { focusOnce } from '../../focus.ts'
import { useWords } from '../../words.tsx'
import classes from './KeyCheckResult.module.css'

const STATES = {
  ok: { Icon: IconCheck, color: 'pine' },
  refused: { Icon: IconX, color: 'red' },
  unknown: { Icon: IconQuestionMark, color: 'yellow' },
  absent: { Icon: IconMinus, color: 'gray' },
} as const

interface Props {
  readonly check: KeyCheck
  readonly marketplace: Marketplace
}

/** The result of a key check: the verdict, each service, and warnings. */
export function KeyCheckResult({ check, marketplace }: Props) {
  const words = useWords()
  const { t } = words
  const { Icon, color, title, text } = verdict(check, marketplace, words)
  return (
    <Stack gap="md" data-verdict={check.verdict}>
      <Group wrap="nowrap" align="flex-start" role="status" tabIndex={-1} ref={focusOnce}>
        <ThemeIcon size={40} radius="xl" variant="light" color={color}>
          <Icon size={22} />
        </ThemeIcon>
        <div>
          <Title order={2}>{title}</Title>
          <Text size="sm" c="dimmed">
            {text}
          </Text>
        </div>
      </Group>
      {!oneReason(check) && (
        <Paper withBorder radius="md" bg="transparent" className={classes.services}>
          <Stack
            gap={0}
            component="ul"
            m={0}
            p={0}
            aria-label={t('check.services')}
            style={{ listStyle: 'none' }}
          >
            {check.services.map(service => (
              <ServiceRow
                key={service.service}
                service={service}
                marketplace={marketplace}
                said={check.kind}
                connectable={check.verdict === 'valid' || check.verdict === 'unknown'}
              />
            ))}
          </Stack>
        </Paper>
      )}
      {check.verdict !== 'invalid' && (check.expiresAt || check.subscription) && (
        <Group gap="lg">
          {check.expiresAt && (
            <Text size="sm">
              {t(`check.expires.${marketplace}`, { date: words.instant(check.expiresAt) })}
            </Text>
          )}
          {check.subscription && (
            <Text size="sm">{t('check.subscription', { name: words.subscription(check.subscription) })}</Text>
          )}
        </Group>
      )}
      {check.warnings.length > 0 && (
        <div>
          <Text size="sm" fw={600} mb={4}>
            {t('check.warnings')}
          </Text>
          <List size="sm" spacing={4} aria-label={t('check.warnings')}>
            {check.warnings.map(warning => (
              <List.Item key={JSON.stringify(warning)}>{words.keyNotice(warning)}</List.Item>
            ))}
          </List>
        </div>
      )}
    </Stack>
  )
}

const SLOW = 'base_token'
/** Warnings about data that will be missing. */
const MISSING: ReadonlySet<Notice['word']> = new Set(['role_missing', 'category_missing'])

/** The most important result: the cause of a refusal, or what valid keys do not cover. Keys that the user left out are no warning. */
function verdict(check: KeyCheck, marketplace: Marketplace, { t, keyError, partialError, instant }: Words) {
  const { kind, shopName, warnings, services } = check
  const reason = kind
    ? keyError(kind, marketplace, check.expiresAt ? { at: instant(check.expiresAt) } : undefined)
    : ''
  const named = shopName ? { name: shopName } : null
  switch (check.verdict) {
    case 'invalid':
      return { Icon: IconX, color: 'red', title: t(`check.invalid.${marketplace}`), text: reason }
    case 'partial':
      return {
        Icon: IconX,
        color: 'red',
        title: t('check.partial'),
        text: kind ? partialError(kind, marketplace) : reason,
      }
    case 'unknown':
      return {
        Icon: IconQuestionMark,
        color: 'yellow',
        title: t('check.unknown'),
        text: `${t(`check.unknown.text.${marketplace}`)} ${reason}`,
      }
    case 'valid': {
      if (warnings.some(({ word }) => word === SLOW))
        return {
          Icon: IconAlertTriangle,
          color: 'yellow',
          title: t('check.base'),
          text: named ? t('check.base.shop', named) : t('check.base.text'),
        }
      const whole =
        !warnings.some(({ word }) => MISSING.has(word)) &&
        services.every(({ state, without }) => state === 'absent' || without.length === 0)
      return {
        Icon: whole ? IconCheck : IconAlertTriangle,
        color: whole ? 'pine' : 'yellow',
        title: t(whole ? `check.valid.${marketplace}` : `check.limited.${marketplace}`),
        text: named ? t('check.valid.shop', named) : t('check.valid.text'),
      }
    }
  }
}

/** Whether one reason applies to every service, so that it is shown once: an invalid token, or slow responses everywhere. */
const oneReason = ({ verdict, kind, services, warnings }: KeyCheck): boolean =>
  (verdict === 'invalid' && kind !== 'no_role' && services.every(service => service.kind === kind)) ||
  (warnings.some(({ word }) => word === SLOW) && services.every(({ state }) => state === 'ok'))

interface RowProps {
  readonly service: KeyCheck['services'][number]
  readonly marketplace: Marketplace
  /** The kind that the verdict already explains. */
  readonly said: string | null
  /** Whether the keys can connect a shop; only then missing data matters. */
  readonly connectable: boolean
}

function ServiceRow({ service, marketplace, said, connectable }: RowProps) {
  const words = useWords()
  const { t } = words
  const { Icon, color } = STATES[service.state]
  return (
    <Group
      component="li"
      wrap="nowrap"
      align="flex-start"
      gap="sm"
      px="md"
      py={9}
      data-service={service.service}
    >
      <ThemeIcon size={22} radius="xl" variant="light" color={color} mt={1}>
        <Icon size={14} />
      </ThemeIcon>
      <div style={{ flex: 1 }}>
        <Group justify="space-between" wrap="nowrap">
          <Text size="sm" fw={500}>
            {words.service(service.service)}
          </Text>
          <Text size="sm" c="dimmed" style={{ flexShrink: 0 }}>
            {t(`check.service.${service.state}`)}
          </Text>
        </Group>
        {service.kind &&
          service.kind !== said &&
          (service.state === 'refused' || service.state === 'unknown') && (
            <Text size="xs" c="dimmed">
              {words.serviceError(service.kind, marketplace)}
            </Text>
          )}
        {connectable && service.without.length > 0 && (
          <Text size="xs" c="dimmed">
            {t('check.without', { steps: service.without.map(words.step).join(', ') })}
          </Text>
        )}
      </div>
    </Group>
  )
}
