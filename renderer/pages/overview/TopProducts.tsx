import { Card, Stack, Text, Title } from '@mantine/core'
import type { Overview } from '#contract/overview.ts'
import type { Shop } from '#contract/shop.ts'
import { reasonsOf } from '#i18n'
import { Change } from '../../components/Change/Change.tsx'
import { deltaOf } from '../../components/Change/delta.ts'
import { MarketplaceSign } from '../../components/MarketplaceSign/MarketplaceSign.tsx'
import { ProductPicture } from '../../components/ProductPicture/ProductPicture.tsx'
import { Untold } from '../../components/Untold/Untold.tsx'
import { useWords } from '../../words.tsx'
import classes from './Tables.module.css'

interface Props {
  readonly overview: Overview
  readonly shops: readonly Shop[]
}

/** The most ordered products of the period, from shops whose data covers all of it. */
export function TopProducts({ overview, shops }: Props) {
  const words = useWords()
  const { t } = words
  const { top, revenue } = overview
  const without = reasonsOf(
    revenue.missing.filter(({ reason }) => reason !== 'currencies'),
    shops,
    words,
  )
  return (
    <Card component="section" aria-label={t('top.title')} padding={0}>
      <Title order={2} px="md" pt="md" pb={6}>
        {t('top.title')}
      </Title>
      {without.length > 0 && (
        <Text c="var(--mantine-color-yellow-text)" size="xs" px="md" pb={6}>
          {t('top.without', { why: without.join('. ') })}
        </Text>
      )}
      {top.length === 0 ? (
        <Text c="dimmed" size="sm" px="md" pb="md">
          {without.length > 0 ? t('top.unknown') : t('top.empty')}
        </Text>
      ) : (
        <div className={classes.scroll}>
          <table aria-label={t('top.title')} className={classes.table}>
            <thead>
              <tr>
                <th>{t('top.product')}</th>
                <th data-number>{t('top.units')}</th>
                <th data-number>{t('top.revenue')}</th>
                <th data-number>{t('top.delta')}</th>
              </tr>
            </thead>
            <tbody>
              {top.map(product => (
                <Product
                  key={`${product.shopId} ${product.productId ?? product.sku}`}
                  product={product}
                  shop={shops.find(({ id }) => id === product.shopId)}
                  signed={shops.length > 1}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
      <Stack gap={2} px="md" py="sm">
        <Untold at="overview" of={shops.map(({ marketplace }) => marketplace)} />
      </Stack>
    </Card>
  )
}

interface ProductProps {
  readonly product: Overview['top'][number]
  readonly shop: Shop | undefined
  /** Whether the marketplace is shown beside the name. */
  readonly signed: boolean
}

function Product({ product, shop, signed }: ProductProps) {
  const { t, number, money } = useWords()
  const { name, picture, offerId, sku, units, revenue, currency, previousRevenue } = product
  const delta = deltaOf(revenue, previousRevenue, 'percent')
  const none = t(revenue === null || previousRevenue === null ? 'overview.incomparable' : 'top.new')
  return (
    <tr>
      <td data-wide>
        <div className={classes.product}>
          <ProductPicture of={picture} height={44} />
          {shop && signed && <MarketplaceSign of={shop.marketplace} size={22} />}
          <div>
            <div title={name}>{name}</div>
            {shop && <small>{t(`top.sku.${shop.marketplace}`, { offer: offerId, sku })}</small>}
          </div>
        </div>
      </td>
      <td data-number>{number(units)}</td>
      <td data-number>{revenue === null ? '—' : money(revenue, currency)}</td>
      <td data-number>
        {delta ? (
          <Change delta={delta} unit="percent" better="up" />
        ) : (
          <small className={classes.quiet}>{none}</small>
        )}
      </td>
    </tr>
  )
}
