import { Text } from '@mantine/core'
import type { Place } from '#contract/marketplaces/declare.ts'
import { untoldAt } from '#contract/marketplaces/index.ts'
import type { Marketplace } from '#contract/shop.ts'
import { useWords } from '../../words.tsx'

interface Props {
  readonly at: Place
  readonly of: readonly Marketplace[]
}

/** What cannot be known of these marketplaces and would be looked for here, a sentence each; one that holds for several stands once. */
export function Untold({ at, of }: Props) {
  const { untold } = useWords()
  const sentences = new Set(
    of.flatMap(marketplace => untoldAt(marketplace, at).map(what => untold(what, marketplace))),
  )
  return [...sentences].map(sentence => (
    <Text key={sentence} size="xs" c="dimmed">
      {sentence}
    </Text>
  ))
}
