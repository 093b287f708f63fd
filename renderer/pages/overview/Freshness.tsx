import { Anchor, Card, Group, Skeleton, Text, Title, Tooltip } from '@mantine/core'
import type { Coverage } from '#contract/overview.ts'
import type { Dataset as Told } from '#contract/schedule.ts'
import type { Shop } from '#contract/shop.ts'
import type { Words } from '#i18n'
import { type Shown, useCall } from '../../api.ts'
import { ErrorNote } from '../../components/ErrorNote/ErrorNote.tsx'
import { MarketplaceSign } from '../../components/MarketplaceSign/MarketplaceSign.tsx'
import { useWords } from '../../words.tsx'
import type { Dataset } from './datasets.ts'
import { byShop, causeOf, datasetsOf } from './datasets.ts'
import classes from './Tables.module.css'

/** Gaps listed by their days; more are counted. */
const NAMED = 8

interface Props {
  readonly coverage: Shown<Coverage[]> & { readonly again: () => void }
  /** The selected shop; null is all. */
  readonly shop: Shop | null
  readonly shops: readonly Shop[]
}

/** The stored range of each dataset, measured from the rows, and the result of its last load. */
export function Freshness({ coverage, shop, shops }: Props) {
  const { t } = useWords()
  const { value: states, error, again } = useCall('sync.datasets', { shopIds: null })
  const datasets = coverage.value && datasetsOf(coverage.value)
  const groups = datasets && byShop(datasets, shop ? [shop] : shops)
  const named = shop === null && shops.length > 1
  return (
    <Card component="section" aria-label={t('freshness.title')} padding={0}>
      <Title order={2} px="md" pt="md" pb={6}>
        {t('freshness.title')}
      </Title>
      {coverage.error && <ErrorNote kind={coverage.error} retry={coverage.again} />}
      {!states && error && !coverage.error && <ErrorNote kind={error} retry={again} />}
      {!groups && !coverage.error && <Skeleton h={240} m="md" w="auto" />}
      {groups?.length === 0 && (
        <Text c="dimmed" size="sm" px="md" pb="md">
          {t('freshness.empty')}
        </Text>
      )}
      {groups && groups.length > 0 && (
        <div className={classes.scroll}>
          <table aria-label={t('freshness.title')} className={classes.table}>
            <thead>
              <tr>
                <th>{t('freshness.dataset')}</th>
                <th>{t('freshness.days')}</th>
                <th data-number>{t('freshness.rows')}</th>
                <th>{t('freshness.holes')}</th>
                <th>{t('freshness.loadedAt')}</th>
              </tr>
            </thead>
            {groups.map(({ shop: of, datasets: own }) => (
              <tbody key={of.id} data-shop={of.id}>
                {named && <ShopRow shop={of} />}
                {own.map(dataset => (
                  <DatasetRow
                    key={dataset.step}
                    dataset={dataset}
                    shop={of}
                    told={states?.find(({ shopId, step }) => shopId === of.id && step === dataset.step)}
                  />
                ))}
              </tbody>
            ))}
          </table>
        </div>
      )}
    </Card>
  )
}

function ShopRow({ shop }: { readonly shop: Shop }) {
  return (
    <tr>
      <th colSpan={5} scope="rowgroup">
        <Group gap="xs" wrap="nowrap">
          <MarketplaceSign of={shop.marketplace} />
          {shop.name}
        </Group>
      </th>
    </tr>
  )
}

interface RowProps {
  readonly dataset: Dataset
  readonly shop: Shop
  /** The dataset of the step. */
  readonly told: Told | undefined
}

function DatasetRow({ dataset, shop, told }: RowProps) {
  const words = useWords()
  const { t } = words
  const { from, to, rows, holes, step } = dataset
  const at = told?.lastSuccessAt
  return (
    <tr data-step={step} data-status={told?.status ?? undefined}>
      <th scope="row">{words.step(step)}</th>
      <td>{from && to ? words.range(from, to) : '—'}</td>
      <td data-number>{words.number(rows)}</td>
      <td>
        {holes.length === 0 ? (
          <span className={classes.quiet}>{from ? t('freshness.holes.none') : '—'}</span>
        ) : (
          <Tooltip label={holesIn(words, holes)}>
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
      </td>
      <td>
        {at ? words.moment(at) : told && t('freshness.never')}
        {told && <Trouble told={told} shop={shop} />}
      </td>
    </tr>
  )
}

/** The first gaps by their days, and the number of others. */
function holesIn({ t, range }: Words, holes: Dataset['holes']): string {
  const named = holes.slice(0, NAMED).map(({ from, to }) => range(from, to))
  const rest = holes.length - named.length
  return [...named, ...(rest > 0 ? [t('notify.more', { count: rest })] : [])].join(', ')
}

/** Why the last try failed, if it did. */
function Trouble({ told, shop }: { readonly told: Told; readonly shop: Shop }) {
  const { t, moment, error } = useWords()
  const { status, lastTryAt } = told
  if (status !== 'failed' && status !== 'skipped' && status !== 'later') return null
  const kind = causeOf(told, shop)
  const cause = kind ? error(kind, shop.marketplace) : undefined
  return (
    <Text
      size="xs"
      className={classes.trouble}
      c={status === 'failed' ? 'var(--mantine-color-red-text)' : 'dimmed'}
    >
      {t(`freshness.${status}`, lastTryAt ? { when: moment(lastTryAt) } : {})}
      {cause && `. ${cause}`}
    </Text>
  )
}
