import { z } from 'zod'
import { HOST } from '#contract/marketplaces/ozon.ts'
import type { StreamContext } from '../../core/declare/source.ts'
import { LoadError, REACTION } from '../../core/errors.ts'
import * as shape from '../../core/parse/fields.ts'

const Info = z.object({ company: shape.block({ country: shape.text, currency: shape.text }) })
const KAZAKHSTAN = /^(kz|kaz|kazakhstan|казахстан)$/i

/** One answer serves all months of a run. */
const ASKED = { initial: (): { answer: Promise<boolean> | null } => ({ answer: null }) }

/** Whether the shop is one of Kazakhstan, by the country or the currency of its company. False if there is no answer; throws what ends the run. */
export function isOfKazakhstan(context: StreamContext): Promise<boolean> {
  const asked = context.runLocal(ASKED)
  asked.answer ??= ask(context)
  return asked.answer
}

async function ask(context: StreamContext): Promise<boolean> {
  try {
    const { company } = await context.json(
      { host: HOST.seller, method: 'POST', path: '/v1/seller/info', body: {} },
      Info,
    )
    return company?.currency === 'KZT' || KAZAKHSTAN.test(company?.country?.trim() ?? '')
  } catch (error) {
    if (error instanceof LoadError && REACTION[error.kind] !== 'stop') return false
    throw error
  }
}
