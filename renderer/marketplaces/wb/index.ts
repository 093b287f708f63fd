import type { View } from '../declare.ts'
import type { WbKeys } from './keys.ts'
import { faults, fieldOf, keysOf, pasted } from './keys.ts'
import { WbFields } from './WbFields.tsx'

/** The window's side of Wildberries. */
export const wb: View<WbKeys, WbKeys> = {
  sign: { letter: 'W', background: '#8b1a9b' },
  Fields: WbFields,
  pasted,
  fieldOf,
  faults,
  keysOf,
  renewedKeysOf: keysOf,
  withoutAds: keys => keys,
  facts: ({ leftOut }) =>
    leftOut.includes('wb.supplies') ? [{ name: 'step.wb.supplies', value: 'shops.supplies.off' }] : [],
}
