import type { Source } from '../core/source.ts'

/** `ALL` leaves the archived out (ozon.md 5 step 1a): whoever wants every product asks twice. */
export const VISIBILITIES = ['ALL', 'ARCHIVED'] as const
export type Visibility = (typeof VISIBILITIES)[number]

/** The pages of a source for what is on sale, then for what is archived. */
export function everyProduct<P>(of: (visibility: Visibility) => Source<P>): Source<P> {
  const [first, ...rest] = VISIBILITIES.map(of) as [Source<P>, ...Source<P>[]]
  return {
    host: first.host,
    paths: first.paths,
    async *read(io, slice) {
      for (const source of [first, ...rest]) yield* source.read(io, slice)
    },
  }
}
