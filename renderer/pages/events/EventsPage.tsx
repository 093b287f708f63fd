import { Container, Stack, Text, Title } from '@mantine/core'
import { useSearchParams } from 'react-router'
import { useCall } from '../../api.ts'
import { useWords } from '../../words.tsx'
import { Feed } from './Feed.tsx'
import { FilterBar } from './FilterBar.tsx'
import { type Filters, isTypingOn, readFilters, writeFilters } from './filters.ts'

/** What was changed on the cards of the shops, newest first. The filters stand in the address, and Back undoes them. */
export function EventsPage() {
  const { t } = useWords()
  const [address, setAddress] = useSearchParams()
  const shops = useCall('shop.list', undefined).value
  const filters = readFilters(address)
  const set = (change: Partial<Filters>) =>
    setAddress(writeFilters({ ...filters, ...change }), { replace: isTypingOn(filters, change) })
  return (
    <Container size={1100} py="lg" px="lg">
      <Stack gap="md">
        <div>
          <Title order={1}>{t('events.title')}</Title>
          <Text size="sm" c="dimmed">
            {t('events.lead')}
          </Text>
        </div>
        <FilterBar filters={filters} shops={shops ?? []} onChange={set} />
        {shops && (
          <Feed
            // Other filters are another feed, which begins with its first page.
            key={writeFilters(filters).toString()}
            filters={filters}
            shops={shops}
            onAll={() => setAddress({})}
          />
        )}
      </Stack>
    </Container>
  )
}
