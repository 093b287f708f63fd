import { type UseFormReturnType, useForm } from '@mantine/form'
import type { Marketplace } from '#contract/shop.ts'
import { useWords } from '../../words.tsx'
import type { KeyField, KeyFields, Purpose } from './keys.ts'
import { faults, pasted } from './keys.ts'

export type KeysFormState = UseFormReturnType<KeyFields>

export interface FieldsProps {
  readonly form: KeysFormState
  readonly purpose: Purpose
}

/** The form of a marketplace's keys; its faults are sentences. */
export function useKeysForm(marketplace: Marketplace, initial: KeyFields, purpose: Purpose): KeysFormState {
  const { t } = useWords()
  return useForm<KeyFields>({
    initialValues: initial,
    validateInputOnBlur: false,
    validate: fields =>
      Object.fromEntries(
        Object.entries(faults(fields, marketplace, purpose)).map(([field, { key, ...rest }]) => [
          field,
          t(key, rest),
        ]),
      ),
    onSubmitPreventDefault: 'always',
  })
}

/** What an input of a key takes. What a paste brought along goes as soon as the field is left, so that a person sees what will be sent. */
export const keyInput = (form: KeysFormState, field: KeyField) => ({
  ...form.getInputProps(field),
  autoComplete: 'off',
  spellCheck: false,
  onBlur: () => {
    const typed = form.getValues()[field]
    const clean = pasted(field, typed)
    if (clean !== typed) form.setFieldValue(field, clean)
  },
})
