import { Alert, Container, Group, SegmentedControl, Skeleton, Stack, Text, Title } from '@mantine/core'
import { IconPlayerPause } from '@tabler/icons-react'
import { useSearchParams } from 'react-router'
import { Marketplace } from '#contract/shop.ts'
import { useCall } from '../../api.ts'
import { ErrorNote } from '../../components/ErrorNote/ErrorNote.tsx'
import { useNow } from '../../now.ts'
import { useBackground } from '../../settings.ts'
import { useWords } from '../../words.tsx'
import { Actions } from './Actions.tsx'
import { wordOf } from './DatasetCell.tsx'
import { DatasetTable } from './DatasetTable.tsx'
import { summary } from './freshness.ts'
import { LogView } from './LogView.tsx'
import { OlderHistory } from './OlderHistory.tsx'
import { RunList } from './RunList.tsx'
import classes from './SyncPage.module.css'

const VIEWS = ['runs', 'log'] as const

/** The freshness of every shop's data, recent runs, and the log. */
export function SyncPage() {
  const words = useWords()
  const { t } = words
  const [address, setAddress] = useSearchParams()
  const shops = useCall('shop.list', undefined)
  const datasets = useCall('sync.datasets', { shopIds: null })
  const { background, change, busy, error } = useBackground()
  const info = useCall('app.info', undefined)
  const now = useNow()
  const paused = background.value?.paused ?? false
  const readOnly = info.value?.readOnly ?? true
  const pause = (paused: boolean) => void change({ paused })
  const view = VIEWS.find(each => each === address.get('view')) ?? 'runs'
  return (
    <Container size={1600} py="lg" px="lg">
      <Stack gap="md">
        <Stack gap={8}>
          <Group justify="space-between" align="flex-start">
            <div style={{ flex: '1 1 300px' }}>
              <Title order={1}>{t('sync.title')}</Title>
              <Text size="sm" c="dimmed">
                {t('sync.lead')}
              </Text>
            </div>
            <Actions paused={paused} onPause={pause} busy={busy} disabled={readOnly} />
          </Group>
          {datasets.value && (
            <Group component="ul" gap="4px 20px" className={classes.summary} aria-label={t('sync.title')}>
              {summary(datasets.value, now).map(({ state, blocker, color, count }) => (
                <li key={blocker ?? state} data-color={color}>
                  {t('sync.count', { name: wordOf(words, state, blocker), count })}
                </li>
              ))}
            </Group>
          )}
        </Stack>
        {error && <ErrorNote kind={error} />}
        {paused && (
          <Alert color="yellow" variant="light" icon={<IconPlayerPause size={18} />} role="status">
            {t('sync.pausedNote')}
          </Alert>
        )}
        {datasets.error && <ErrorNote kind={datasets.error} retry={datasets.again} />}
        {!datasets.value && !datasets.error && <Skeleton h={460} radius="lg" />}
        <div className={classes.tables}>
          {Marketplace.options.map(marketplace => {
            const own = shops.value?.filter(shop => shop.marketplace === marketplace) ?? []
            if (own.length === 0 || !datasets.value) return null
            return (
              <DatasetTable
                key={marketplace}
                marketplace={marketplace}
                shops={own}
                datasets={datasets.value}
                now={now}
                readOnly={readOnly}
              />
            )
          })}
        </div>
        <OlderHistory shops={shops.value ?? []} />
        <SegmentedControl
          w="fit-content"
          aria-label={t('sync.view')}
          value={view}
          onChange={chosen => setAddress(chosen === 'runs' ? {} : { view: chosen }, { replace: true })}
          data={VIEWS.map(each => ({ value: each, label: t(`sync.view.${each}`) }))}
        />
        {view === 'runs' && <RunList shops={shops.value ?? []} now={now} readOnly={readOnly} />}
        {view === 'log' && <LogView shops={shops.value ?? []} />}
      </Stack>
    </Container>
  )
}
