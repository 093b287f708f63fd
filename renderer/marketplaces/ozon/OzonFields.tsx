import {
  Badge,
  Collapse,
  Group,
  Paper,
  PasswordInput,
  SimpleGrid,
  Stack,
  Text,
  TextInput,
  UnstyledButton,
} from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { useState } from 'react'
import { useWords } from '../../words.tsx'
import type { FieldsProps } from '../declare.ts'

/** The keys of the Seller API and, collapsed, those of the Performance API. */
export function OzonFields({ form, purpose, input, KeyHelp }: FieldsProps) {
  const { t } = useWords()
  const renewal = purpose.of === 'renewal'
  const adsStay = renewal && form.getValues().perfClientId.trim() === purpose.perfClientId
  const { perfClientId, perfClientSecret } = form.getInitialValues()
  const [wanted, setWanted] = useState(perfClientId !== '' || perfClientSecret !== '')
  const open = wanted || form.errors.perfClientId !== undefined || form.errors.perfClientSecret !== undefined
  const toggle = { visibilityToggleButtonProps: { 'aria-label': t('keys.show') } }
  return (
    <>
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md">
        <TextInput
          label={t('keys.clientId')}
          description={t('keys.clientId.hint')}
          inputMode="numeric"
          {...input('clientId')}
        />
        <PasswordInput
          label={t('keys.apiKey')}
          description={t('keys.apiKey.hint')}
          {...(renewal && { placeholder: t('keys.kept'), 'data-autofocus': true })}
          {...toggle}
          {...input('apiKey')}
        />
      </SimpleGrid>
      <KeyHelp topic="ozon-seller-keys" title={t('keys.where.seller')}>
        {t('keys.where.seller.text')}
      </KeyHelp>
      <Paper withBorder radius="md" p="sm" bg="transparent">
        <UnstyledButton
          w="100%"
          aria-expanded={open}
          aria-controls="performance-keys"
          onClick={() => setWanted(!open)}
        >
          <Group justify="space-between">
            <Group gap="xs">
              <Text size="sm" fw={500}>
                {t('keys.performance')}
              </Text>
              <Badge variant="light" color="gray" size="sm" tt="none" fw={500}>
                {t('keys.performance.optional')}
              </Badge>
            </Group>
            <IconChevronDown size={16} aria-hidden style={{ rotate: open ? '180deg' : undefined }} />
          </Group>
        </UnstyledButton>
        <Text size="xs" c="dimmed" mt={4}>
          {t(renewal && purpose.perfClientId ? 'keys.performance.end' : 'keys.performance.without')}
        </Text>
        <Collapse expanded={open} id="performance-keys">
          <Stack gap="md" pt="md">
            <SimpleGrid cols={1} spacing="md">
              <TextInput label={t('keys.perfClientId')} {...input('perfClientId')} />
              <PasswordInput
                label={t('keys.perfClientSecret')}
                {...(adsStay && { placeholder: t('keys.kept') })}
                {...toggle}
                {...input('perfClientSecret')}
              />
            </SimpleGrid>
            <KeyHelp topic="ozon-performance-keys" title={t('keys.where.performance')}>
              {t('keys.where.performance.text')}
            </KeyHelp>
          </Stack>
        </Collapse>
      </Paper>
    </>
  )
}
