import { z } from 'zod'
import { StepProgress } from './sync.ts'

/** How far the history before the first load of a shop is read. */
export const OlderHistory = z.object({
  shopId: z.int(),
  /** `waiting`: it begins or goes on when the shop has rested; `done`: all that the marketplace answers, or the keys allow, is read. */
  state: z.enum(['off', 'waiting', 'running', 'done']),
  /** Each kind of data with the last that is known of it. */
  steps: z.array(StepProgress),
})
export type OlderHistory = z.infer<typeof OlderHistory>
