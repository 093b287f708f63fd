import { Anchor, Card, Group, Skeleton, Table, Text, Title, Tooltip } from '@mantine/core'
import type { Shop } from '#contract/shop.ts'
import { useCall } from '../../api.ts'
import { ErrorNote } from '../../components/ErrorNote/ErrorNote.tsx'
import { MarketplaceSign } from '../../components/MarketplaceSign/MarketplaceSign.tsx'
import { useWords } from '../../words.tsx'
import type { Dataset } from './datasets.ts'
import { byShop, datasetsOf } from './datasets.ts'

interface Props {
  readonly shopIds: readonly number[] | null
  readonly shops: readonly Shop[]
}

/** What is really there of each dataset, measured from the rows. */
export function Freshness({ shopIds, shops }: Props) {
  const { t } = useWords()
  const coverage = useCall('coverage.get', { shopIds: shopIds && [...shopIds] })
  const datasets = coverage.value && datasetsOf(coverage.value)
  const groups = datasets && byShop(datasets, shops)
  const named = shopIds === null && shops.length > 1
  return (
    <Card component="section" aria-label={t('freshness.title')} padding={0}>
      <Title order={2} px="md" pt="md" pb={6}>
        {t('freshness.title')}
      </Title>
      {coverage.error && <ErrorNote kind={coverage.error} retry={coverage.again} />}
      {!datasets && !coverage.error && <Skeleton h={240} m="md" w="auto" />}
      {datasets?.length === 0 && (
        <Text c="dimmed" size="sm" px="md" pb="md">
          {t('freshness.empty')}
        </Text>
      )}
      {datasets && datasets.length > 0 && (
        <Table.ScrollContainer minWidth={480}>
          <Table aria-label={t('freshness.title')} horizontalSpacing="md">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('freshness.dataset')}</Table.Th>
                <Table.Th>{t('freshness.days')}</Table.Th>
                <Table.Th ta="right">{t('freshness.rows')}</Table.Th>
                <Table.Th>{t('freshness.holes')}</Table.Th>
                <Table.Th>{t('freshness.loadedAt')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            {groups?.map(({ shop, datasets: own }) => (
              <Table.Tbody key={shop.id} data-shop={shop.id}>
                {named && <ShopRow shop={shop} />}
                {own.map(dataset => (
                  <DatasetRow key={dataset.step} dataset={dataset} />
                ))}
              </Table.Tbody>
            ))}
          </Table>
        </Table.ScrollContainer>
      )}
    </Card>
  )
}

function ShopRow({ shop }: { readonly shop: Shop }) {
  return (
    <Table.Tr>
      <Table.Th colSpan={5} scope="rowgroup" pt="md">
        <Group gap="xs" wrap="nowrap">
          <MarketplaceSign of={shop.marketplace} />
          {shop.name}
        </Group>
      </Table.Th>
    </Table.Tr>
  )
}

function DatasetRow({ dataset }: { readonly dataset: Dataset }) {
  const words = useWords()
  const { t } = words
  const { from, to, rows, holes, loadedAt, step } = dataset
  return (
    <Table.Tr data-step={step} c={loadedAt ? undefined : 'dimmed'}>
      <Table.Td style={{ whiteSpace: 'nowrap' }}>{words.step(step)}</Table.Td>
      <Table.Td style={{ whiteSpace: 'nowrap' }}>{from && to ? words.range(from, to) : '—'}</Table.Td>
      <Table.Td ta="right">{words.number(rows)}</Table.Td>
      <Table.Td style={{ whiteSpace: 'nowrap' }}>
        {holes.length === 0 ? (
          <Text size="sm" c="dimmed" span>
            {loadedAt ? t('freshness.holes.none') : '—'}
          </Text>
        ) : (
          <Tooltip
            label={holes
              .slice(0, 8)
              .map(hole => words.range(hole.from, hole.to))
              .join(', ')}
          >
            <Anchor
              component="button"
              type="button"
              size="sm"
              c="var(--mantine-color-yellow-text)"
              underline="not-hover"
            >
              {t('freshness.holes.count', { count: holes.length })}
            </Anchor>
          </Tooltip>
        )}
      </Table.Td>
      <Table.Td style={{ whiteSpace: 'nowrap' }} c="dimmed">
        {loadedAt ? words.moment(loadedAt) : t('freshness.never')}
      </Table.Td>
    </Table.Tr>
  )
}
