import { Button, Group, Stack, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Marketplace } from '#contract/shop.ts'
import { focusOnce } from '../../focus.ts'
import { useWords } from '../../words.tsx'
import { useKeysForm } from './form.ts'
import type { KeyFields } from './keys.ts'
import { OzonFields } from './OzonFields.tsx'
import { WbFields } from './WbFields.tsx'

const FIELDS = { ozon: OzonFields, wb: WbFields } as const

interface Props {
  readonly marketplace: Marketplace
  readonly initial: KeyFields
  /** Whether the name of the shop is asked for too. */
  readonly named: boolean
  readonly submit: string
  readonly busy?: boolean
  readonly onSubmit: (fields: KeyFields) => void
  /** Stands left of the submit button. */
  readonly aside: (fields: KeyFields) => ReactNode
  readonly children?: ReactNode
}

/** The fields of a shop's keys. Nothing that is typed here leaves it other than by `onSubmit`. */
export function KeysForm({
  marketplace,
  initial,
  named,
  submit,
  busy = false,
  onSubmit,
  aside,
  children,
}: Props) {
  const { t } = useWords()
  const form = useKeysForm(marketplace, initial, named)
  const Fields = FIELDS[marketplace]
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
        <Fields form={form} />
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
