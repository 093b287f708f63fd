import { Group, Select, Text, Title } from '@mantine/core'
import { moscowDay } from '#contract/days.ts'
import type { Day } from '#contract/money.ts'
import type { Overview } from '#contract/overview.ts'
import type { Shop } from '#contract/shop.ts'
import { PeriodPicker } from '../../components/PeriodPicker/PeriodPicker.tsx'
import { QuickPeriods } from '../../components/PeriodPicker/QuickPeriods.tsx'
import { useWords } from '../../words.tsx'
import type { Place } from './address.ts'
import { RefreshButton, Updated } from './RefreshButton.tsx'

const ALL = 'all'

interface Props {
  readonly place: Place
  readonly change: (part: Partial<Place>) => void
  readonly shops: readonly Shop[]
  readonly today: Day
  readonly first: Day | null
  readonly readOnly: boolean
  readonly overview: Overview | undefined
}

/** Which shop and which days are looked at, what they are compared with, and how fresh they are. */
export function Header({ place, change, shops, today, first, readOnly, overview }: Props) {
  const { t } = useWords()
  const { shop, period } = place
  const shown = shop ? [shop] : shops
  return (
    <div>
      <Group gap="sm">
        <Title order={1}>{t('overview.title')}</Title>
        {shops.length > 1 && (
          <Select
            w={180}
            aria-label={t('overview.shop')}
            allowDeselect={false}
            styles={{ input: { textOverflow: 'ellipsis' } }}
            value={shop ? String(shop.id) : ALL}
            onChange={value => change({ shop: shops.find(({ id }) => String(id) === value) ?? null })}
            data={[
              { value: ALL, label: t('overview.shop.all') },
              ...shops.map(({ id, name }) => ({ value: String(id), label: name })),
            ]}
          />
        )}
        <QuickPeriods value={period} today={today} onChange={chosen => change({ period: chosen })} />
        <PeriodPicker
          value={period}
          today={today}
          first={first}
          onChange={chosen => chosen && change({ period: chosen })}
        />
        <RefreshButton shops={shown} readOnly={readOnly} />
      </Group>
      <Group justify="space-between" align="flex-start" gap="xs" wrap="nowrap" mt={6} mih={20}>
        <Text size="xs" c="dimmed">
          {overview && <Compared overview={overview} />}
        </Text>
        <Updated shops={shown} readOnly={readOnly} />
      </Group>
    </div>
  )
}

/** Up to when the last day is told, the days it is compared with, and in whose time both are told: one line. Why there are none to compare with stands in the tiles. */
function Compared({ overview }: { readonly overview: Overview }) {
  const words = useWords()
  const { t, range, moscowTime } = words
  const { to, previousFrom, previousTo, comparedUntil, units, revenue, adSpend } = overview
  const until =
    comparedUntil && moscowDay(comparedUntil.until) === to ? moscowTime(comparedUntil.until) : null
  const before = range(previousFrom, previousTo)
  const previous = until ? t('overview.until', { range: before, time: until }) : before
  const compared = [units, revenue, adSpend].some(
    ({ value, previous }) => value !== null && previous !== null,
  )
    ? t('overview.compared', { previous })
    : t('overview.incomparable')
  return `${until ? `${t('overview.now', { time: until })} ` : ''}${compared} · ${zoneWords(words)}`
}

/** Days are Moscow's. Where the computer's clock shows another time, both are said. */
function zoneWords({ t }: Pick<ReturnType<typeof useWords>, 't'>): string {
  const minutes = -new Date().getTimezoneOffset()
  if (minutes === 180) return t('overview.zone')
  const hours = Math.trunc(Math.abs(minutes) / 60)
  const rest = Math.abs(minutes) % 60
  const clock = `UTC${minutes < 0 ? '−' : '+'}${hours}${rest ? `:${String(rest).padStart(2, '0')}` : ''}`
  return t('overview.zone.other', { zone: clock })
}
