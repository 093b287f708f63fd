import { z } from 'zod'

/** What starts runs in the background; each step declares which of them refreshes it. */
export const COORDINATORS = ['daily', 'frequent', 'ads', 'funnel'] as const
export const Coordinator = z.enum(COORDINATORS)
export type Coordinator = z.infer<typeof Coordinator>

/** What started a run: the user, a coordinator, the end of a wait that the marketplace asked for, keys that work again, lost data, or rest in which older history is read. */
export const Trigger = z.enum(['person', ...COORDINATORS, 'later', 'keys', 'recheck', 'history'])
export type Trigger = z.infer<typeof Trigger>
