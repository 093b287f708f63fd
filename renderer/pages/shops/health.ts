import type { Notice, Shop } from '#contract/shop.ts'
import type { Key } from '#i18n'

const DAY_MS = 86_400_000
/** Days before its expiry from which a key is highlighted. */
const SOON_DAYS = 14

export interface Badge {
  readonly label: Key
  readonly color: 'pine' | 'blue' | 'gray' | 'red' | 'yellow'
}

/** The status badge of a shop. An active shop with problems is never shown as healthy. */
export function badgeOf({ status, messages }: Pick<Shop, 'status' | 'messages'>): Badge {
  switch (status) {
    case 'active':
      return messages.length > 0
        ? { label: 'shops.status.attention', color: 'yellow' }
        : { label: 'shops.status.active', color: 'pine' }
    case 'syncing':
      return { label: 'shops.status.syncing', color: 'blue' }
    case 'auth_error':
      return { label: 'shops.status.auth_error', color: 'red' }
    case 'paused':
      return { label: 'shops.status.paused', color: 'gray' }
    case 'disabled':
      return { label: 'shops.status.disabled', color: 'gray' }
  }
}

/** Refused keys and failed steps need the user, whatever else runs; what was skipped or put off does not. The icon in the tray goes by the same rule. */
export const needsAttention = ({ status, messages }: Pick<Shop, 'status' | 'messages'>): boolean =>
  status === 'auth_error' || messages.some(({ word }) => word === 'step_failed')

/** Merges messages that differ only in the step. */
export function joined(messages: readonly Notice[]): readonly Notice[] {
  const found = new Map<string, Notice>()
  for (const message of messages) {
    const { step, ...rest } = message.details
    const key = JSON.stringify([message.word, rest])
    const known = found.get(key)?.details.step
    const steps = known === undefined ? step : `${known},${step}`
    found.set(key, {
      ...message,
      details: { ...message.details, ...(steps === undefined ? {} : { step: steps }) },
    })
  }
  return [...found.values()]
}

/** Expiry of a key: full days left, at least zero. `now` in ms since epoch. */
export function keyEnd(
  expiresAt: string,
  now: number,
): { readonly state: 'far' | 'soon' | 'over'; readonly days: number } {
  const left = Date.parse(expiresAt) - now
  if (left <= 0) return { state: 'over', days: 0 }
  const days = Math.floor(left / DAY_MS)
  return { state: days < SOON_DAYS ? 'soon' : 'far', days }
}

/** Names longer than this need not be typed in full. */
const LONG = 30

/** The text to type before a shop is deleted: its name, or the first words of a long one. */
export function confirmation(name: string): string {
  if (name.length <= LONG) return name
  const start = name.slice(0, LONG + 1)
  const end = start.lastIndexOf(' ')
  return start.slice(0, end > 0 ? end : LONG).trim()
}

/** Whether the typed text matches, ignoring spaces around it. */
export const confirms = (typed: string, wanted: string): boolean => typed.trim() === wanted.trim()
