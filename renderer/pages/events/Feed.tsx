import { Button, EmptyState, Skeleton, Title } from '@mantine/core'
import { IconHistory, IconSearchOff } from '@tabler/icons-react'
import { useState } from 'react'
import type { ShopEvent } from '#contract/events.ts'
import type { Shop } from '#contract/shop.ts'
import { useCall } from '../../api.ts'
import { ErrorNote } from '../../components/ErrorNote/ErrorNote.tsx'
import { useWords } from '../../words.tsx'
import { EventCard } from './EventCard.tsx'
import classes from './Feed.module.css'
import { type Filters, isAll, queryOf } from './filters.ts'

interface Props {
  readonly filters: Filters
  readonly shops: readonly Shop[]
  /** Takes the filters away. */
  readonly onAll: () => void
  /** The event behind which this page begins; none for the first. */
  readonly after?: ShopEvent
}

/** Days with their events; each page asks for itself, so that all of them stay true when new events come. */
export function Feed({ filters, shops, onAll, after }: Props) {
  const { t, day } = useWords()
  const { value, error, again } = useCall('events.list', queryOf(filters, after?.id ?? null))
  const [open, setOpen] = useState(false)
  if (!value) return error ? <ErrorNote kind={error} retry={again} /> : <Waiting />
  const last = value.events.at(-1)
  if (!last) return after ? null : <Nothing filters={filters} onAll={onAll} />
  return (
    <>
      {daysOf(value.events).map(([date, events]) => (
        <div key={date} className={classes.day}>
          {date !== after?.day && <Title order={2}>{day(date)}</Title>}
          <ul className={classes.events} aria-label={day(date)}>
            {events.map(event => (
              <li key={event.id}>
                <EventCard event={event} shop={shops.find(({ id }) => id === event.shopId)} />
              </li>
            ))}
          </ul>
        </div>
      ))}
      {value.more && !open && (
        <Button variant="default" onClick={() => setOpen(true)} style={{ alignSelf: 'center' }}>
          {t('events.more')}
        </Button>
      )}
      {value.more && open && <Feed filters={filters} shops={shops} onAll={onAll} after={last} />}
    </>
  )
}

/** Events under their days, in the order in which they come. */
function daysOf(events: readonly ShopEvent[]): readonly (readonly [string, readonly ShopEvent[]])[] {
  const days = new Map<string, ShopEvent[]>()
  for (const event of events) days.set(event.day, [...(days.get(event.day) ?? []), event])
  return [...days]
}

function Nothing({ filters, onAll }: Pick<Props, 'filters' | 'onAll'>) {
  const { t } = useWords()
  if (isAll(filters))
    return (
      <EmptyState
        py="xl"
        icon={<IconHistory size={36} stroke={1.4} />}
        title={t('events.empty')}
        description={t('events.empty.text')}
      />
    )
  return (
    <EmptyState
      py="xl"
      icon={<IconSearchOff size={36} stroke={1.4} />}
      title={t('events.nothing')}
      description={t('events.nothing.text')}
    >
      <Button variant="default" onClick={onAll}>
        {t('events.nothing.all')}
      </Button>
    </EmptyState>
  )
}

function Waiting() {
  return (
    <>
      <Skeleton h={22} w={140} />
      <Skeleton h={120} radius="lg" />
      <Skeleton h={120} radius="lg" />
    </>
  )
}
