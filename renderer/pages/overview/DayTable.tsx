import { Table } from '@mantine/core'
import type { Shop } from '#contract/shop.ts'
import { useWords } from '../../words.tsx'
import { type Bucket, isMissing } from './buckets.ts'
import { partsOf } from './says.ts'

interface Props {
  readonly buckets: readonly Bucket[]
  readonly shops: readonly Shop[]
  readonly currency: string
  /** That of advertising, which may be another. */
  readonly adCurrency: string
}

/** The bars as table rows, newest first. */
export function DayTable({ buckets, shops, currency, adCurrency }: Props) {
  const words = useWords()
  const { t } = words
  const money = (kopecks: number | null, of: string) => (kopecks === null ? '—' : words.roubles(kopecks, of))
  return (
    <Table stickyHeader aria-label={t('chart.table')}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('chart.when')}</Table.Th>
          <Table.Th ta="right">{t('chart.revenue')}</Table.Th>
          <Table.Th ta="right">{words.measure('ordered_units')}</Table.Th>
          <Table.Th ta="right">{t('chart.adSpend')}</Table.Th>
          <Table.Th>{t('chart.note')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {buckets.toReversed().map(bucket => (
          <Table.Tr key={bucket.from}>
            <Table.Td>{words.range(bucket.from, bucket.to)}</Table.Td>
            <Table.Td ta="right">{money(bucket.revenue, currency)}</Table.Td>
            <Table.Td ta="right">{bucket.units === null ? '—' : words.number(bucket.units)}</Table.Td>
            <Table.Td ta="right">{money(bucket.adSpend, adCurrency)}</Table.Td>
            <Table.Td c="dimmed">
              {isMissing(bucket) ? t('chart.missing') : partsOf(bucket, shops, words).join('. ')}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}
