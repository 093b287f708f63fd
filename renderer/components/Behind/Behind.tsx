import { Text } from '@mantine/core'
import { useWords } from '../../words.tsx'

/** Names beyond which only their number is said. */
const NAMED = 3

/** Which data the last try did not refresh; nothing while all of them are fresh. */
export function Behind({ steps }: { readonly steps: readonly string[] }) {
  const words = useWords()
  const names = [...new Set(steps.map(step => words.step(step)))]
  if (names.length === 0) return null
  return (
    <Text size="xs" c="var(--mantine-color-yellow-text)" data-behind={steps.join()}>
      {names.length > NAMED
        ? words.t('updated.behind.many', { count: names.length })
        : words.t('updated.behind', { steps: names.join(', ') })}
    </Text>
  )
}
