import { Progress as Bar, Button, Card, Group, Stack, Text, VisuallyHidden } from '@mantine/core'
import { IconArrowRight, IconKey, IconPlayerPause, IconPlayerPlay, IconRefresh } from '@tabler/icons-react'
import { Link } from 'react-router'
import type { Kind } from '#contract/errors.ts'
import type { Shop } from '#contract/shop.ts'
import type { Progress } from '#contract/sync.ts'
import { call, put, skip, useAction, useCall } from '../../api.ts'
import { ErrorNote } from '../../components/ErrorNote/ErrorNote.tsx'
import { useWords } from '../../words.tsx'
import { currentStep, faceOf, failedSteps, percentOf, sharedKind, spokenPercent } from './run.ts'
import { StartAtLogin } from './StartAtLogin.tsx'
import { broughtIn, StepList } from './StepList.tsx'
import { type Brought, broughtBy, NONE, storedOf } from './stored.ts'

interface Props {
  readonly shop: Pick<Shop, 'id' | 'marketplace'>
  readonly run: Progress | null
  /** Whether another shop is still in its first load. */
  readonly others: boolean
  readonly onDashboard: () => void
}

/** A running load: one progress bar, a line per step, and the user's actions. */
export function StepSyncing({ shop, run, others, onDashboard }: Props) {
  const { id: shopId, marketplace } = shop
  const words = useWords()
  const { t } = words
  const refresh = run !== null && !run.first
  // A refresh loads part of the data again, so the stored range is asked for separately.
  const coverage = useCall('coverage.get', refresh ? { shopIds: [shopId] } : skip).value
  const datasets = useCall('sync.datasets', refresh ? { shopIds: [shopId] } : skip).value
  const listed = run !== null && datasets !== undefined && run.steps.length >= datasets.length
  const face = faceOf(run, { others, listed })
  const brought = run && refresh ? broughtBy(datasets ?? [], run.startedAt) : NONE
  const act = useAction(
    async (name: 'sync.pause' | 'sync.resume' | 'sync.start', steps?: readonly string[]) => {
      const told =
        name === 'sync.start'
          ? await call(name, { shopId, ...(steps && { steps: [...steps] }) })
          : await call(name, { shopId })
      put('sync.status', { shopId }, told)
    },
  )
  const failed = run && face.ended ? failedSteps(run) : []
  const percent = percentOf(run)
  const shared = run && face.ended ? sharedKind(run) : null
  const color = face.emoji === '⚠️' ? 'yellow' : 'pine'
  return (
    <Stack gap="md">
      <Card padding="lg">
        <Stack gap="md">
          <Group wrap="nowrap" gap="md" align="flex-start">
            <Text fz={34} lh="40px" ff="var(--emoji)" aria-hidden>
              {face.emoji}
            </Text>
            <div style={{ flex: 1 }}>
              <Text fw={600} size="lg">
                {t(face.title)}
              </Text>
              <Text size="sm" c="dimmed">
                {face.text && t(face.text)}
              </Text>
            </div>
            <Text fw={600} fz={26} lh="40px" data-percent={percent}>
              {words.progress(percent)}
            </Text>
          </Group>
          <Bar.Root size={10} radius="xl" transitionDuration={400}>
            <Bar.Section
              value={percent}
              color={color}
              animated={run?.status === 'running'}
              striped={run?.status === 'running'}
              aria-label={t('progress.bar')}
              aria-valuetext={words.progress(percent)}
            />
          </Bar.Root>
          <Now run={run} brought={refresh ? brought : null} />
          {shared && <ErrorNote kind={shared.kind as Kind} marketplace={marketplace} />}
          <Group gap="sm">
            {!run && (
              <Button
                leftSection={<IconPlayerPlay size={16} />}
                onClick={() => void act.run('sync.start')}
                loading={act.busy}
              >
                {t('progress.start')}
              </Button>
            )}
            {face.ended && (
              <Button rightSection={<IconArrowRight size={16} />} onClick={onDashboard}>
                {t('progress.dashboard')}
              </Button>
            )}
            {run?.status === 'running' && (
              <Button
                variant="default"
                leftSection={<IconPlayerPause size={16} />}
                onClick={() => void act.run('sync.pause')}
                loading={act.busy}
              >
                {t('action.pause')}
              </Button>
            )}
            {(run?.status === 'paused' || run?.status === 'interrupted') && (
              <Button
                leftSection={<IconPlayerPlay size={16} />}
                onClick={() => void act.run('sync.resume')}
                loading={act.busy}
              >
                {t('action.resume')}
              </Button>
            )}
            {shared?.newKeys && (
              <Button component={Link} to="/shops" variant="default" leftSection={<IconKey size={16} />}>
                {t(`shops.updateKeys.${marketplace}`)}
              </Button>
            )}
            {failed.length > 0 && (
              <Button
                variant="default"
                leftSection={<IconRefresh size={16} />}
                onClick={() => void act.run('sync.start', failed)}
                loading={act.busy}
              >
                {t('progress.retryFailed')}
              </Button>
            )}
          </Group>
          {act.error && <ErrorNote kind={act.error} />}
        </Stack>
      </Card>
      {run?.first && face.ended && <StartAtLogin />}
      {run && (
        <StepList
          steps={run.steps}
          marketplace={marketplace}
          said={shared?.kind ?? null}
          stored={refresh ? storedOf(coverage ?? []) : null}
          brought={brought}
        />
      )}
      <VisuallyHidden role="status" aria-live="polite">
        {t(face.ended ? 'progress.announce' : 'progress.announce.running', {
          percent: words.progress(face.ended ? percent : spokenPercent(run)),
          text: t(face.title),
        })}
      </VisuallyHidden>
    </Stack>
  )
}

/** The line under the bar keeps its place when it is empty, so that the page does not jump. */
function Now({ run, brought }: { readonly run: Progress | null; readonly brought: Brought | null }) {
  const words = useWords()
  const { t } = words
  const now = run && run.status !== 'done' && run.status !== 'failed' ? currentStep(run) : null
  return (
    <Group justify="space-between" mih={22} gap="md">
      <Text size="sm">
        {run && !now && brought && broughtIn(words, [...brought.values()])}
        {run &&
          !now &&
          !brought &&
          t('progress.total', { count: run.steps.reduce((rows, step) => rows + step.rows, 0) })}
        {run && now && (
          <>
            <Text span c="dimmed" inherit>
              {t('progress.step', { step: now.number, steps: run.steps.length })}
              {' · '}
            </Text>
            {words.step(now.step.step)}
          </>
        )}
      </Text>
      <Text size="sm" c="dimmed">
        {run?.status === 'running' &&
          (run.secondsLeft === null
            ? t('progress.left.unknown')
            : t('progress.left', { duration: words.duration(run.secondsLeft) }))}
      </Text>
    </Group>
  )
}
