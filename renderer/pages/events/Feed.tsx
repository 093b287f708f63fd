import { Button, EmptyState, Loader, Skeleton, Title } from '@mantine/core'
import { IconHistory, IconSearchOff } from '@tabler/icons-react'
import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useEffectEvent, useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { Shop } from '#contract/shop.ts'
import { ErrorNote } from '../../components/ErrorNote/ErrorNote.tsx'
import { useWords } from '../../words.tsx'
import { EventCard } from './EventCard.tsx'
import classes from './Feed.module.css'
import { useFeed } from './feed.ts'
import { type Filters, isAll } from './filters.ts'
import { cardsOf, type Line, linesOf } from './joined.ts'

interface Props {
  readonly filters: Filters
  readonly shops: readonly Shop[]
  /** Resets the filters. */
  readonly onAll: () => void
}

/** Assumed height of a card before it is measured, px, and cards rendered beyond the visible area. */
const GUESS = 170
const BEYOND = 6

/** Days with their cards. Only visible cards are in the document; older events are requested near the end. */
export function Feed({ filters, shops, onAll }: Props) {
  const { known, error, again, older } = useFeed(filters)
  const lines = useMemo(() => {
    const there = new Set(shops.map(({ id }) => id))
    // Events of a shop that was removed meanwhile are hidden.
    return linesOf(cardsOf((known?.events ?? []).filter(({ shopId }) => there.has(shopId))))
  }, [known, shops])
  if (!known) return error ? <ErrorNote kind={error} retry={again} /> : <Waiting />
  if (lines.length === 0 && !known.more) return <Nothing filters={filters} onAll={onAll} />
  return (
    <>
      <Lines lines={lines} shops={shops} loaded={known.events.length} more={known.more} older={older} />
      {error ? (
        <ErrorNote kind={error} retry={known.more ? older : again} />
      ) : (
        known.more && <Loader size="sm" mx="auto" my="md" />
      )}
    </>
  )
}

interface LinesProps {
  readonly lines: readonly Line[]
  readonly shops: readonly Shop[]
  /** Number of events so far. */
  readonly loaded: number
  readonly more: boolean
  readonly older: () => void
}

function Lines({ lines, shops, loaded, more, older }: LinesProps) {
  const { day } = useWords()
  const list = useRef<HTMLDivElement>(null)
  const [top, setTop] = useState(0)
  useLayoutEffect(() => {
    setTop((list.current?.getBoundingClientRect().top ?? 0) + window.scrollY)
  }, [])
  const virtual = useWindowVirtualizer({
    count: lines.length,
    estimateSize: () => GUESS,
    overscan: BEYOND,
    scrollMargin: top,
    getItemKey: index => lines[index]?.key ?? index,
  })
  const shown = virtual.getVirtualItems()
  const end = (shown.at(-1)?.index ?? 0) >= lines.length - 1 - BEYOND
  const askOlder = useEffectEvent(older)
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs again after each answer, while the end is still visible.
  useEffect(() => {
    if (more && end) askOlder()
  }, [more, end, loaded])
  const cards = lines.filter(line => line.card).length
  return (
    <div ref={list} className={classes.lines} style={{ height: virtual.getTotalSize() }} data-cards={cards}>
      {shown.map(({ index, key, start }) => {
        const line = lines[index]
        if (!line) return null
        return (
          <div
            key={key}
            ref={virtual.measureElement}
            data-index={index}
            className={classes.line}
            style={{ transform: `translateY(${start - virtual.options.scrollMargin}px)` }}
          >
            {line.card ? (
              <EventCard
                card={line.card}
                place={line.number}
                of={more ? -1 : cards}
                shop={shops.find(({ id }) => id === line.card.product.shopId)}
              />
            ) : (
              <Title order={2}>{day(line.day)}</Title>
            )}
          </div>
        )
      })}
    </div>
  )
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
      title={
        filters.text === '' ? t('events.nothing') : t('events.nothing.search', { text: filters.text.trim() })
      }
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
