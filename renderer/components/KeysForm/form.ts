import { useForm } from '@mantine/form'
import type { KeyFieldName } from '#contract/marketplaces/index.ts'
import type { Marketplace } from '#contract/shop.ts'
import type { KeyFields, KeysFormState, Purpose } from '../../marketplaces/declare.ts'
import { viewOf } from '../../marketplaces/index.ts'
import { useWords } from '../../words.tsx'
import { faults } from './keys.ts'

/** Form state of a marketplace's keys; its errors are sentences. */
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

/** Props of a key's input. Extra characters of a pasted text are removed on blur, so that the user sees what will be sent. */
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
