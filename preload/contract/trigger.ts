import { z } from 'zod'

/** Who starts runs while nobody looks; a step declares which of them refreshes it. */
export const COORDINATORS = ['daily', 'frequent', 'ads', 'funnel'] as const
export const Coordinator = z.enum(COORDINATORS)
export type Coordinator = z.infer<typeof Coordinator>

/** What started a run: a person, a coordinator, the end of a wait that the marketplace asked for, keys that work again, or data that was lost. */
export const Trigger = z.enum(['person', ...COORDINATORS, 'later', 'keys', 'recheck'])
export type Trigger = z.infer<typeof Trigger>
