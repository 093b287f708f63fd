import type { View } from '../declare.ts'
import { bare } from '../pasted.ts'
import type { OzonKeys, RenewedOzonKeys } from './keys.ts'
import { faults, fieldOf, keysOf, renewedKeysOf } from './keys.ts'
import { OzonFields } from './OzonFields.tsx'

/** The window's side of Ozon. */
export const ozon: View<OzonKeys, RenewedOzonKeys> = {
  sign: { letter: 'O', background: '#005bff' },
  Fields: OzonFields,
  pasted: bare,
  fieldOf,
  faults,
  keysOf,
  renewedKeysOf,
  withoutAds: keys => ({ ...keys, performance: null }),
  facts: ({ perfClientId }) => [
    { name: 'shops.ads', value: perfClientId ? 'shops.ads.on' : 'shops.ads.off' },
  ],
}
