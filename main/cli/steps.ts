import { KindError } from '#contract/errors.ts'

interface Known {
  /** Ids of a shop's steps in the order in which a person sees them. */
  readonly steps: readonly string[]
}

/** Whether a step is meant: by its id, by its id without the marketplace, or by its place in the list, from 1. */
const means = (asked: string, step: string, index: number): boolean =>
  asked === step || asked === step.slice(step.indexOf('.') + 1) || asked === String(index + 1)

/**
 * Which steps of each shop are asked for, in the order of the lists; a shop that has none of them is left out.
 * Throws `bad_input` on a word that means no step of any shop, and names those that there are.
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
