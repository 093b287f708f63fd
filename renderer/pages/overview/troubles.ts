import type { Notice, Shop } from '#contract/shop.ts'

type Told = Pick<Shop, 'status' | 'messages' | 'updated'>

/** Whether the user must act; what the marketplace put off loads by itself. */
export const isTroubled = ({ status, updated }: Pick<Shop, 'status' | 'updated'>): boolean =>
  status === 'auth_error' || (status !== 'syncing' && updated.failed.length > 0)

/** The causes: the refusal of the keys, or why each step failed; not what was skipped or put off. */
export function causesOf({ status, messages, updated: { failed } }: Told): readonly Notice[] {
  return status === 'auth_error'
    ? messages.filter(({ word }) => word === 'keys_refused')
    : messages.filter(({ word, details }) => word === 'step_failed' && failed.includes(String(details.step)))
}

/** Up to when the affected data is complete (UTC): with refused keys that of the orders, else of the failed steps. Null if some of it was never loaded. */
export const sureUntil = ({ status, updated }: Pick<Shop, 'status' | 'updated'>): string | null =>
  status === 'auth_error' ? updated.orders : updated.failedSince
