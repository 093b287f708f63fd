import { Button, Card, Skeleton, Table, Text, Tooltip } from '@mantine/core'
import { useState } from 'react'
import type { Shop } from '#contract/shop.ts'
import { useCall } from '../../api.ts'
import { ErrorNote } from '../../components/ErrorNote/ErrorNote.tsx'
import { useWords } from '../../words.tsx'
import { RunRow } from './RunRow.tsx'
import classes from './SyncPage.module.css'

interface Props {
  readonly shops: readonly Shop[]
  readonly now: number
  readonly readOnly: boolean
}

const PAGE = 20
const MOST = 200

/** The last runs of all shops, newest first. */
export function RunList({ shops, now, readOnly }: Props) {
  const { t } = useWords()
  const [limit, setLimit] = useState(PAGE)
  const runs = useCall('runs.list', { shopIds: null, limit, before: null })
  // The shorter list stays while a longer one is requested.
  const [kept, keep] = useState(runs.value)
  if (runs.value && runs.value !== kept) keep(runs.value)
  const list = runs.value ?? kept
  const title = t('sync.view.runs')
  return (
    <Card component="section" aria-label={title} padding={0}>
      {runs.error && <ErrorNote kind={runs.error} retry={runs.again} />}
      {!list && !runs.error && <Skeleton h={240} m="md" w="auto" />}
      {list?.length === 0 && (
        <Text c="dimmed" size="sm" p="md">
          {t('sync.runs.empty')}
        </Text>
      )}
      {list && list.length > 0 && (
        <Table.ScrollContainer minWidth={1040}>
          <Table aria-label={title} horizontalSpacing={10} layout="fixed" className={classes.runs}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th w={184}>{t('sync.runs.start')}</Table.Th>
                <Table.Th w={168}>{t('sync.runs.shop')}</Table.Th>
                <Table.Th>{t('sync.runs.steps')}</Table.Th>
                <Table.Th w={118} ta="right">
                  {t('sync.runs.duration')}
                </Table.Th>
                <Table.Th w={92} ta="right">
                  {t('sync.runs.rows')}
                </Table.Th>
                <Table.Th w={92} ta="right">
                  {t('sync.runs.added')}
                </Table.Th>
                <Table.Th w={92} ta="right">
                  {t('sync.runs.changed')}
                </Table.Th>
                <Table.Th w={90} ta="right">
                  {t('sync.runs.requests')}
                </Table.Th>
                <Table.Th w={102} ta="right">
                  <Tooltip label={t('sync.runs.waited.about')}>
                    <span>{t('sync.runs.waited')}</span>
                  </Tooltip>
                </Table.Th>
              </Table.Tr>
            </Table.Thead>
            {list.map(run => (
              <RunRow
                key={run.runId}
                run={run}
                shop={shops.find(shop => shop.id === run.shopId)}
                now={now}
                readOnly={readOnly}
              />
            ))}
          </Table>
        </Table.ScrollContainer>
      )}
      {list && list.length >= limit && limit < MOST && (
        <Button
          variant="subtle"
          color="gray"
          m="xs"
          loading={runs.value === undefined && runs.error === null}
          onClick={() => setLimit(Math.min(MOST, limit * 2))}
        >
          {t('sync.runs.more')}
        </Button>
      )}
    </Card>
  )
}
