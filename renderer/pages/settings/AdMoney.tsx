import { Button, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import type { AdMoney as Month } from '#contract/charges.ts'
import { brieflyOf } from '#i18n'
import { useCall } from '../../api.ts'
import { ErrorNote } from '../../components/ErrorNote/ErrorNote.tsx'
import { useWords } from '../../words.tsx'

/** Months that are shown before all of them are asked for. */
const FIRST = 3

/** Advertising in the books beside that of the campaigns, newest months first: the difference is shown, and nothing is added. */
export function AdMoney() {
  const { t } = useWords()
  const [all, setAll] = useState(false)
  const shops = useCall('shop.list', undefined).value ?? []
  const answer = useCall('charges.advertising', { shopIds: null })
  if (answer.error) return <ErrorNote kind={answer.error} retry={answer.again} />
  const told = answer.value ?? []
  const months = [...new Set(told.map(({ month }) => month))]
  if (months.length === 0) return null
  const shown = all ? months : months.slice(0, FIRST)
  return (
    <Stack gap={4} py="sm">
      <Text size="sm">{t('charges.ads')}</Text>
      <Text size="xs" c="dimmed">
        {t('charges.ads.about')}
      </Text>
      {told
        .filter(({ month }) => shown.includes(month))
        .map(month => (
          <Line
            key={`${month.month} ${month.shopId}`}
            of={month}
            shop={shops.length > 1 ? shops.find(({ id }) => id === month.shopId)?.name : undefined}
          />
        ))}
      {months.length > FIRST && (
        <Button variant="subtle" size="compact-xs" w="fit-content" onClick={() => setAll(!all)}>
          {all ? t('charges.ads.fewer') : t('charges.ads.all', { count: months.length })}
        </Button>
      )}
    </Stack>
  )
}

function Line({ of, shop }: { readonly of: Month; readonly shop: string | undefined }) {
  const words = useWords()
  const { t, money } = words
  const { month, booked, campaigns, difference, currency, missing } = of
  const sum = (kopecks: number | null) => (kopecks === null ? '—' : money(kopecks, currency ?? 'XXX'))
  const parts = [
    ...(shop === undefined ? [] : [shop]),
    t('charges.ads.booked', { sum: sum(booked) }),
    t('charges.ads.campaigns', { sum: sum(campaigns) }),
    t('charges.ads.difference', { sum: sum(difference) }),
    ...(missing.length === 0 ? [] : [brieflyOf(missing, [], words)]),
  ]
  return (
    <Text size="xs">
      <b>
        {words.month(`${month}-01`)} {month.slice(0, 4)}
      </b>{' '}
      {parts.join(' · ')}
    </Text>
  )
}
