import {
  Badge,
  Button,
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
import { useForm } from '@mantine/form'
import { IconChevronDown } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useState } from 'react'
import { focusOnce } from '../../focus.ts'
import { useWords } from '../../words.tsx'
import { KeyHelp } from './KeyHelp.tsx'
import type { KeyFields } from './keys.ts'
import { faults, NO_FIELDS, pasted } from './keys.ts'

interface Props {
  readonly initial?: KeyFields
  /** Whether the name of the shop is asked for too. */
  readonly named: boolean
  readonly submit: string
  readonly busy?: boolean
  readonly onSubmit: (fields: KeyFields) => void
  /** Stands left of the submit button. */
  readonly aside: (fields: KeyFields) => ReactNode
  readonly children?: ReactNode
}

/** The fields of an Ozon shop's keys. Nothing that is typed here leaves it other than by `onSubmit`. */
export function KeysForm({
  initial = NO_FIELDS,
  named,
  submit,
  busy = false,
  onSubmit,
  aside,
  children,
}: Props) {
  const { t } = useWords()
  const form = useForm<KeyFields>({
    initialValues: initial,
    validateInputOnBlur: false,
    validate: fields =>
      Object.fromEntries(Object.entries(faults(fields, named)).map(([field, key]) => [field, t(key)])),
    onSubmitPreventDefault: 'always',
  })
  const [wanted, setWanted] = useState(initial.perfClientId !== '' || initial.perfClientSecret !== '')
  const open = wanted || form.errors.perfClientId !== undefined || form.errors.perfClientSecret !== undefined
  const secret = {
    autoComplete: 'off',
    spellCheck: false,
    visibilityToggleButtonProps: { 'aria-label': t('keys.show') },
  }
  // What a paste brought along from a web page goes as soon as the field is left, so that a person sees what will be sent.
  const key = (field: Exclude<keyof KeyFields, 'name'>) => ({
    ...form.getInputProps(field),
    onBlur: () => {
      const typed = form.getValues()[field]
      if (pasted(typed) !== typed) form.setFieldValue(field, pasted(typed))
    },
  })
  const toFirst = (errors: object) => form.getInputNode(Object.keys(errors)[0] ?? '')?.focus()
  return (
    <form onSubmit={form.onSubmit(onSubmit, toFirst)} noValidate>
      <Stack gap="md">
        {named && (
          <TextInput
            label={t('keys.name')}
            placeholder={t('keys.name.placeholder')}
            maxLength={200}
            ref={focusOnce}
            {...form.getInputProps('name')}
          />
        )}
        <SimpleGrid cols={2} spacing="md">
          <TextInput
            label={t('keys.clientId')}
            description={t('keys.clientId.hint')}
            inputMode="numeric"
            autoComplete="off"
            {...key('clientId')}
          />
          <PasswordInput
            label={t('keys.apiKey')}
            description={t('keys.apiKey.hint')}
            {...secret}
            {...key('apiKey')}
          />
        </SimpleGrid>
        <KeyHelp topic="ozon-seller-keys" title={t('keys.where.seller')} text={t('keys.where.seller.text')} />
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
            {t('keys.performance.without')}
          </Text>
          <Collapse expanded={open} id="performance-keys">
            <Stack gap="md" pt="md">
              <SimpleGrid cols={2} spacing="md">
                <TextInput
                  label={t('keys.perfClientId')}
                  autoComplete="off"
                  spellCheck={false}
                  {...key('perfClientId')}
                />
                <PasswordInput label={t('keys.perfClientSecret')} {...secret} {...key('perfClientSecret')} />
              </SimpleGrid>
              <KeyHelp
                topic="ozon-performance-keys"
                title={t('keys.where.performance')}
                text={t('keys.where.performance.text')}
              />
            </Stack>
          </Collapse>
        </Paper>
        {children}
        <Group justify="space-between" mt="xs">
          {aside(form.getValues())}
          <Button type="submit" loading={busy}>
            {submit}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
