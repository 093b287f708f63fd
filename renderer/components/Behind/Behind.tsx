import { Text } from '@mantine/core'
import { useWords } from '../../words.tsx'

/** Steps listed by name; more are counted. */
const NAMED = 3

/** Which data the last try did not refresh; empty while all of it is fresh. */
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
