import { kindOf } from '#contract/errors.ts'
import { call, put } from './api.ts'

/** Starts a load of all steps or some; a running load is left alone. */
export async function startLoad(shopId: number, steps?: readonly string[]): Promise<void> {
  try {
    put('sync.status', { shopId }, await call('sync.start', { shopId, ...(steps && { steps: [...steps] }) }))
  } catch (error) {
    if (kindOf(error) !== 'already_running') throw error
  }
}
