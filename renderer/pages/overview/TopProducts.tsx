import { Card, Group, Table, Text, Title } from '@mantine/core'
import type { Overview } from '#contract/overview.ts'
import type { Shop } from '#contract/shop.ts'
import { MarketplaceSign } from '../../components/MarketplaceSign/MarketplaceSign.tsx'
import { useWords } from '../../words.tsx'
import { namesOf, stepsOf } from './datasets.ts'
import { deltaOf } from './delta.ts'

/** What brought the most in the period. */
export function TopProducts({
  overview,
  shops,
}: {
  readonly overview: Overview
  readonly shops: readonly Shop[]
}) {
  const { t, number, money, percent, step } = useWords()
  const { top } = overview
  const { missing } = overview.revenue
  return (
    <Card component="section" aria-label={t('top.title')} padding={0}>
      <Title order={2} px="md" pt="md" pb={6}>
        {t('top.title')}
      </Title>
      {top.length === 0 ? (
        <Text c="dimmed" size="sm" px="md" pb="md">
          {missing.length > 0
            ? t('overview.missing', { datasets: namesOf(stepsOf(missing), step) })
            : t('top.empty')}
        </Text>
      ) : (
        <Table.ScrollContainer minWidth={480}>
          <Table aria-label={t('top.title')} horizontalSpacing="md">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('top.product')}</Table.Th>
                <Table.Th ta="right">{t('top.units')}</Table.Th>
                <Table.Th ta="right">{t('top.revenue')}</Table.Th>
                <Table.Th ta="right">{t('top.delta')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {top.map(product => {
                const delta = deltaOf(product.revenue, product.previousRevenue, 'percent')
                const shop = shops.find(each => each.id === product.shopId)
                const sign = { up: '+', down: '−', same: '' }
                return (
                  <Table.Tr key={`${product.shopId} ${product.sku}`}>
                    <Table.Td maw={0} w="55%">
                      <Group gap="sm" wrap="nowrap">
                        {shop && shops.length > 1 && <MarketplaceSign of={shop.marketplace} size={22} />}
                        <div style={{ minWidth: 0 }}>
                          <Text size="sm" truncate title={product.name}>
                            {product.name}
                          </Text>
                          <Text size="xs" c="dimmed" truncate>
                            {t(`top.sku.${shop?.marketplace ?? 'ozon'}`, {
                              offer: product.offerId,
                              sku: product.sku,
                            })}
                          </Text>
                        </div>
                      </Group>
                    </Table.Td>
                    <Table.Td ta="right">{number(product.units)}</Table.Td>
                    <Table.Td ta="right" style={{ whiteSpace: 'nowrap' }}>
                      {money(product.revenue, product.currency)}
                    </Table.Td>
                    <Table.Td ta="right" style={{ whiteSpace: 'nowrap' }} c="dimmed">
                      {delta ? `${sign[delta.direction]}${percent(delta.size)}` : '—'}
                    </Table.Td>
                  </Table.Tr>
                )
              })}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Card>
  )
}
