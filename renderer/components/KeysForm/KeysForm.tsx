import { Alert, Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { Marketplace } from '#contract/shop.ts'
import { focusOnce } from '../../focus.ts'
import type { KeyFields, Purpose } from '../../marketplaces/declare.ts'
import { viewOf } from '../../marketplaces/index.ts'
import { useWords } from '../../words.tsx'
import { keyInput, useKeysForm } from './form.ts'
import { KeyHelp } from './KeyHelp.tsx'
import { foreign } from './keys.ts'

interface Props {
  readonly marketplace: Marketplace
  readonly initial: KeyFields
  readonly purpose: Purpose
  readonly submit: string
  readonly busy?: boolean
  readonly onSubmit: (fields: KeyFields) => void
  /** Switches to the form of the marketplace whose key was pasted by mistake. */
  readonly onForeign?: (marketplace: Marketplace, fields: KeyFields) => void
  /** Left of the submit button. */
  readonly aside: (fields: KeyFields) => ReactNode
  /** Layout of the buttons: at both ends in a wizard step, together in a dialog. */
  readonly buttons?: 'space-between' | 'flex-end'
  readonly children?: ReactNode
}

/** The fields of a shop's keys. Typed values leave the form only through `onSubmit`. */
export function KeysForm({
  marketplace,
  initial,
  purpose,
  submit,
  busy = false,
  onSubmit,
  onForeign,
  aside,
  buttons = 'space-between',
  children,
}: Props) {
  const { t } = useWords()
  const form = useKeysForm(marketplace, initial, purpose)
  const other = foreign(form.getValues(), marketplace)
  const { Fields } = viewOf(marketplace)
  const toFirst = (errors: object) => form.getInputNode(Object.keys(errors)[0] ?? '')?.focus()
  return (
    <form onSubmit={form.onSubmit(onSubmit, toFirst)} noValidate>
      <Stack gap="md">
        {purpose.of === 'new' && (
          <TextInput
            label={t('keys.name')}
            placeholder={t('keys.name.placeholder')}
            maxLength={200}
            ref={focusOnce}
            {...form.getInputProps('name')}
          />
        )}
        {other && (
          <Alert color="yellow" variant="light" icon={<IconAlertTriangle size={18} />} data-foreign={other}>
            <Group justify="space-between" gap="md">
              <Text size="sm" flex={1} miw={200}>
                {t('keys.foreign', { pasted: t(`keys.one.${other}`), wanted: t(`keys.one.${marketplace}`) })}
              </Text>
              {onForeign && (
                <Button size="xs" onClick={() => onForeign(other, form.getValues())}>
                  {t(`keys.foreign.go.${other}`)}
                </Button>
              )}
            </Group>
          </Alert>
        )}
        <Fields form={form} purpose={purpose} input={keyInput(form, marketplace)} KeyHelp={KeyHelp} />
        {children}
        <Group justify={buttons} mt="xs">
          {aside(form.getValues())}
          <Button type="submit" loading={busy} disabled={other !== null}>
            {submit}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
