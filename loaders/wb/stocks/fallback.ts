import type { Cause } from '#contract/errors.ts'
import { isFromMarketplace, type Source } from '../../core/declare/source.ts'
import { LoadError } from '../../core/errors.ts'

/** Why a method may be closed while another tells the same: the type of the token, or no subscription (wildberries.md 1.5). */
const CLOSED: ReadonlySet<Cause> = new Set(['token_type', 'no_plan', 'obsolete'])

/**
 * The better source, or the one that all tokens may ask where the better is closed. Nothing is remembered: another token may open it. Where a gateway's page says
 * that the better one is gone, another that brings nothing is no witness: throws what the better one answered.
 */
export const openOf = <T>(
  better: Source<readonly T[]>,
  other: Source<readonly T[]>,
): Source<readonly T[]> => ({
  host: better.host,
  paths: better.paths,
  async *read(context, slice) {
    let began = false
    try {
      for await (const page of better.read(context, slice)) {
        began = true
        yield page
      }
    } catch (error) {
      if (began || !(error instanceof LoadError) || !CLOSED.has(error.kind)) throw error
      let brought = false
      for await (const page of other.read(context, slice)) {
        brought ||= page.length > 0
        yield page
      }
      if (!brought && error.kind === 'obsolete' && !isFromMarketplace(error)) throw error
    }
  },
})
