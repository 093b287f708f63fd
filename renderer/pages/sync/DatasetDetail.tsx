import { Button, Group, Stack, Text } from '@mantine/core'
import { IconRefresh } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { Place } from '#contract/marketplaces/declare.ts'
import type { Dataset } from '#contract/schedule.ts'
import type { Marketplace, Shop } from '#contract/shop.ts'
import type { Words } from '#i18n'
import { MarketplaceSign } from '../../components/MarketplaceSign/MarketplaceSign.tsx'
import { Untold } from '../../components/Untold/Untold.tsx'
import { useWords } from '../../words.tsx'
import { freshnessOf } from './freshness.ts'
import classes from './SyncPage.module.css'

interface Props {
  readonly shop: Shop
  readonly dataset: Dataset
  readonly now: number
  readonly readOnly: boolean
  readonly onRefresh: () => void
}

const HOUR_MS = 3_600_000

/** Details of one dataset, and its refresh. */
export function DatasetDetail({ shop, dataset, now, readOnly, onRefresh }: Props) {
  const words = useWords()
  const { t } = words
  const { step, lastSuccessAt, lastTryAt, nextAt, rows, added, changed, every } = dataset
  const { state } = freshnessOf(dataset, now)
  const moment = (at: string | null) => (at ? words.moment(at) : t('sync.detail.never'))
  return (
    <Stack gap="sm">
      <div>
        <Text fw={600}>{words.step(step)}</Text>
        <Group gap={6} wrap="nowrap">
          <MarketplaceSign of={shop.marketplace} size={14} />
          <Text size="xs" c="dimmed" truncate>
            {shop.name}
          </Text>
        </Group>
      </div>
      <Text size="sm">{aboutOf(words, dataset, now, shop.marketplace)}</Text>
      <dl className={classes.facts}>
        <Fact name={t('sync.detail.success')}>{moment(lastSuccessAt)}</Fact>
        {lastTryAt !== lastSuccessAt && <Fact name={t('sync.detail.try')}>{moment(lastTryAt)}</Fact>}
        {(rows > 0 || dataset.status === 'done') && (
          <Fact name={t('sync.detail.rows')}>
            {t('sync.changes', { rows: t('progress.rows', { count: rows }), added, changed })}
          </Fact>
        )}
        <Fact name={t('sync.detail.next')}>{nextOf(words, nextAt, now)}</Fact>
        <Fact name={t('sync.detail.every')}>{everyOf(words, every)}</Fact>
      </dl>
      <Untold at={step as Place} of={[shop.marketplace]} />
      {state !== 'running' && (
        <Button
          size="xs"
          variant="default"
          w="fit-content"
          leftSection={<IconRefresh size={15} aria-hidden />}
          disabled={readOnly || shop.status === 'auth_error' || shop.status === 'disabled'}
          onClick={onRefresh}
        >
          {t(state === 'failing' ? 'action.retry' : 'sync.refreshOne')}
        </Button>
      )}
    </Stack>
  )
}

/** Explains the state of a dataset and what helps. */
function aboutOf(words: Words, dataset: Dataset, now: number, marketplace: Marketplace): string {
  const { t } = words
  const { blocker, kind, nextAt } = dataset
  const { state } = freshnessOf(dataset, now)
  const reason = kind ? ` ${words.error(kind, marketplace)}` : ''
  switch (state) {
    case 'blocked':
      return blocker ? t(`sync.blocker.${blocker}.about`) : ''
    case 'skipped':
      return reason.trim() || t('sync.state.skipped')
    case 'failing':
      return `${t('sync.about.failing')}${reason}`
    case 'waiting':
      return t('sync.about.waiting', nextAt ? { when: words.moment(nextAt) } : {})
    default:
      return t(`sync.about.${state}`)
  }
}

function nextOf(words: Words, nextAt: string | null, now: number): string {
  if (!nextAt) return words.t('sync.detail.noNext')
  return Date.parse(nextAt) <= now ? words.t('sync.detail.soon') : words.moment(nextAt)
}

/** An interval in ms, in words. */
function everyOf({ t }: Words, every: number): string {
  if (every === 24 * HOUR_MS) return t('sync.every.day')
  if (every === HOUR_MS) return t('sync.every.hour')
  return every % HOUR_MS === 0
    ? t('sync.every.hours', { count: every / HOUR_MS })
    : t('sync.every.minutes', { count: Math.round(every / 60_000) })
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <Text component="dt" size="xs" c="dimmed">
        {name}
      </Text>
      <Text component="dd" size="xs" m={0}>
        {children}
      </Text>
    </>
  )
}
