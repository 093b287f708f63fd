import { Container, Stack, Text, Title } from '@mantine/core'
import { useEffect } from 'react'
import { useSearchParams } from 'react-router'
import { moscowDay } from '#contract/days.ts'
import type { Shop } from '#contract/shop.ts'
import { useCall } from '../../api.ts'
import { Untold } from '../../components/Untold/Untold.tsx'
import { useNow } from '../../now.ts'
import { keepEvents } from '../../places.ts'
import { useWords } from '../../words.tsx'
import { Feed } from './Feed.tsx'
import { FilterBar } from './FilterBar.tsx'
import { type Filters, isTypingOn, queryOf, readFilters, writeFilters } from './filters.ts'

const NONE: readonly Shop[] = []

/** Changes on the product cards of the shops, newest first. Filters are in the URL, so that Back undoes them. */
export function EventsPage() {
  const { t } = useWords()
  const [address, setAddress] = useSearchParams()
  const shops = useCall('shop.list', undefined).value
  const today = moscowDay(useNow(60_000))
  const filters = readFilters(address, shops ?? NONE, today)
  const search = address.toString()
  useEffect(() => keepEvents(search), [search])
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
          <Untold at="events" of={(shops ?? NONE).map(({ marketplace }) => marketplace)} />
        </div>
        <FilterBar filters={filters} shops={shops ?? NONE} today={today} onChange={set} />
        {shops && (
          <Feed
            // Other filters are a new feed, starting with its first page.
            key={JSON.stringify(queryOf(filters, null))}
            filters={filters}
            shops={shops}
            onAll={() => setAddress({})}
          />
        )}
      </Stack>
    </Container>
  )
}
