import { Box, Card, Group, Table, Text, Title } from '@mantine/core'
import type { Dataset } from '#contract/schedule.ts'
import type { Marketplace, Shop } from '#contract/shop.ts'
import { MarketplaceSign } from '../../components/MarketplaceSign/MarketplaceSign.tsx'
import { Untold } from '../../components/Untold/Untold.tsx'
import { useWords } from '../../words.tsx'
import { DatasetCell } from './DatasetCell.tsx'
import { tableOf } from './freshness.ts'

interface Props {
  readonly marketplace: Marketplace
  readonly shops: readonly Shop[]
  readonly datasets: readonly Dataset[]
  readonly now: number
  readonly readOnly: boolean
}

const NAME_PX = 216
const SHOP_PX = 250

/** The datasets of one marketplace: a row per dataset, a column per shop. */
export function DatasetTable({ marketplace, shops, datasets, now, readOnly }: Props) {
  const words = useWords()
  const { t } = words
  const { rows } = tableOf(datasets, shops)
  const width = NAME_PX + SHOP_PX * shops.length
  const title = t(`marketplace.${marketplace}`)
  return (
    <Card component="section" aria-label={title} padding={0} style={{ flex: `1 1 ${width}px` }}>
      <Group gap="xs" px="md" pt="md" pb={6}>
        <MarketplaceSign of={marketplace} silent />
        <Title order={2}>{title}</Title>
      </Group>
      <Table.ScrollContainer minWidth={width}>
        <Table aria-label={title} horizontalSpacing="md" verticalSpacing={1} layout="fixed">
          <Table.Thead>
            <Table.Tr>
              <Table.Th w={NAME_PX}>{t('freshness.dataset')}</Table.Th>
              {shops.map(shop => (
                <Table.Th key={shop.id} scope="col">
                  <Text size="sm" fw={600} truncate title={shop.name}>
                    {shop.name}
                  </Text>
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map(({ step, datasets: own }) => (
              <Table.Tr key={step} data-step={step}>
                <Table.Th scope="row" fw={400}>
                  {words.step(step)}
                </Table.Th>
                {shops.map((shop, column) => (
                  <Table.Td key={shop.id} px={6}>
                    <DatasetCell shop={shop} dataset={own[column]} now={now} readOnly={readOnly} />
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <Box px="md" py="sm">
        <Untold at="sync" of={[marketplace]} />
      </Box>
    </Card>
  )
}
