import { Button, Group, Stack, Text } from '@mantine/core'
import { IconFileSearch, IconRefresh } from '@tabler/icons-react'
import { useState } from 'react'
import type { RunSummary } from '#contract/schedule.ts'
import type { Shop } from '#contract/shop.ts'
import { useAction } from '../../api.ts'
import { ErrorNote } from '../../components/ErrorNote/ErrorNote.tsx'
import { startLoad } from '../../load.ts'
import { useWords } from '../../words.tsx'
import type { Color } from './freshness.ts'
import { RunResponses } from './RunResponses.tsx'
import { failedSteps } from './runs.ts'
import classes from './SyncPage.module.css'

interface Props {
  readonly run: RunSummary
  readonly shop: Shop | undefined
  readonly readOnly: boolean
}

const COLORS: Readonly<Record<RunSummary['steps'][number]['status'], Color>> = {
  waiting: 'gray',
  running: 'blue',
  done: 'pine',
  skipped: 'gray',
  failed: 'red',
  later: 'yellow',
  paused: 'gray',
}

/** The steps of a run: what each loaded, or why it did not. */
export function RunDetail({ run, shop, readOnly }: Props) {
  const words = useWords()
  const { t } = words
  const [shown, show] = useState(false)
  // Older history is read again by itself.
  const failed = run.trigger === 'history' ? [] : failedSteps(run)
  const again = useAction(async () => {
    if (shop) await startLoad(shop.id, failed)
  })
  return (
    <Stack gap="sm">
      <ul className={classes.steps} aria-label={t('progress.steps')}>
        {run.steps.map(step => (
          <li key={step.step} data-step={step.step} data-status={step.status}>
            <Text size="sm">{words.step(step.step)}</Text>
            <span className={classes.status} data-color={COLORS[step.status]}>
              {t(`progress.status.${step.status}`)}
            </span>
            <Text size="xs" c="dimmed">
              {step.rows > 0 &&
                t('sync.changes', {
                  rows: t('progress.rows', { count: step.rows }),
                  added: step.added,
                  changed: step.changed,
                })}
            </Text>
            {step.kind && step.status !== 'done' && (
              <Text
                size="xs"
                className={classes.why}
                c={step.status === 'failed' ? 'var(--mantine-color-red-text)' : 'dimmed'}
              >
                {step.status === 'later' && step.until
                  ? t('progress.until', { when: words.moment(step.until) })
                  : words.error(step.kind, shop?.marketplace)}
              </Text>
            )}
          </li>
        ))}
      </ul>
      {(failed.length > 0 || run.responses > 0) && (
        <Group gap="xs">
          {failed.length > 0 && shop && (
            <Button
              size="xs"
              variant="default"
              leftSection={<IconRefresh size={15} aria-hidden />}
              onClick={() => void again.run()}
              loading={again.busy}
              disabled={readOnly}
            >
              {t('progress.retryFailed')}
            </Button>
          )}
          {run.responses > 0 && !shown && (
            <Button
              size="xs"
              variant="default"
              leftSection={<IconFileSearch size={15} aria-hidden />}
              onClick={() => show(true)}
            >
              {t('sync.runs.responses')}
            </Button>
          )}
        </Group>
      )}
      {again.error && <ErrorNote kind={again.error} {...(shop && { marketplace: shop.marketplace })} />}
      {shown && <RunResponses runId={run.runId} />}
    </Stack>
  )
}
