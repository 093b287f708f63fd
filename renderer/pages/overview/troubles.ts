import type { Notice, Shop } from '#contract/shop.ts'

type Told = Pick<Shop, 'status' | 'messages' | 'updated'>

/** Whether a person has to do something about a shop: what the marketplace put off loads by itself. */
export const isTroubled = ({ status, updated }: Pick<Shop, 'status' | 'updated'>): boolean =>
  status === 'auth_error' || (status !== 'syncing' && updated.failed.length > 0)

/** What is the matter: the refusal of the keys, or why each step failed; nothing of what is merely skipped or put off. */
export function causesOf({ status, messages, updated: { failed } }: Told): readonly Notice[] {
  return status === 'auth_error'
    ? messages.filter(({ word }) => word === 'keys_refused')
    : messages.filter(({ word, details }) => word === 'step_failed' && failed.includes(String(details.step)))
}

/** Up to when the data that is in trouble is sure (UTC): of refused keys that of the orders, else of what failed. Null where some of it was never loaded. */
export const sureUntil = ({ status, updated }: Pick<Shop, 'status' | 'updated'>): string | null =>
  status === 'auth_error' ? updated.orders : updated.failedSince
