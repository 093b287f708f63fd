import { useForm } from '@mantine/form'
import type { KeyFieldName } from '#contract/marketplaces/index.ts'
import type { Marketplace } from '#contract/shop.ts'
import type { KeyFields, KeysFormState, Purpose } from '../../marketplaces/declare.ts'
import { viewOf } from '../../marketplaces/index.ts'
import { useWords } from '../../words.tsx'
import { faults } from './keys.ts'

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
export const keyInput = (form: KeysFormState, marketplace: Marketplace) => (field: KeyFieldName) => ({
  ...form.getInputProps(field),
  autoComplete: 'off',
  spellCheck: false,
  onBlur: () => {
    const typed = form.getValues()[field]
    const clean = viewOf(marketplace).pasted(typed)
    if (clean !== typed) form.setFieldValue(field, clean)
  },
})
