import { KindError } from '#contract/errors.ts'

interface Known {
  /** Ids of a shop's steps, in the order in which they are shown. */
  readonly steps: readonly string[]
}

/** Whether a step is meant: by its id, by its id without the marketplace, or by its position from 1. */
const means = (asked: string, step: string, index: number): boolean =>
  asked === step || asked === step.slice(step.indexOf('.') + 1) || asked === String(index + 1)

/**
 * The requested steps of each shop, in list order; shops without any of them are omitted. Throws `bad_input`, with the available steps, on a word that
 * matches no step.
 */
export function whichSteps<S extends Known>(
  asked: readonly string[],
  shops: readonly S[],
): readonly { readonly of: S; readonly steps: readonly string[] }[] {
  const unknown = asked.find(word => !shops.some(({ steps }) => steps.some((id, at) => means(word, id, at))))
  if (unknown !== undefined) {
    const known = [...new Set(shops.flatMap(({ steps }) => steps))]
    throw new KindError('bad_input', `no step ${unknown}; there are ${known.join(', ')}`)
  }
  return shops
    .map(of => ({ of, steps: of.steps.filter((id, at) => asked.some(word => means(word, id, at))) }))
    .filter(({ steps }) => steps.length > 0)
}
