import type { Notice, Shop } from '#contract/shop.ts'
import type { Key } from '#i18n'

const DAY_MS = 86_400_000
/** From here on the end of a key is worth a colour. */
const SOON_DAYS = 14

export interface Badge {
  readonly label: Key
  readonly color: 'pine' | 'blue' | 'gray' | 'red' | 'yellow'
}

/** The badge of a shop. An active shop with something in its way is never shown as healthy. */
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

/** One message for all steps that met the same: the reason is read once. */
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

/** How near the end of a key is: whole days left, never below zero. `now` in ms since the epoch. */
export function keyEnd(
  expiresAt: string,
  now: number,
): { readonly state: 'far' | 'soon' | 'over'; readonly days: number } {
  const left = Date.parse(expiresAt) - now
  if (left <= 0) return { state: 'over', days: 0 }
  const days = Math.floor(left / DAY_MS)
  return { state: days < SOON_DAYS ? 'soon' : 'far', days }
}

/** Longer names than this are not typed whole. */
const LONG = 30

/** What is to be typed before a shop is deleted: its name, of a long one the first words. */
export function confirmation(name: string): string {
  if (name.length <= LONG) return name
  const start = name.slice(0, LONG + 1)
  const end = start.lastIndexOf(' ')
  return start.slice(0, end > 0 ? end : LONG).trim()
}

/** True when what was typed is what was wanted, but for spaces around it. */
export const confirms = (typed: string, wanted: string): boolean => typed.trim() === wanted.trim()
