import { Container, Stack, Title } from '@mantine/core'
import { useState } from 'react'
import { useNavigate, useParams } from 'react-router'
import type { Progress } from '#contract/sync.ts'
import { useCall, useEvent } from '../../api.ts'
import { ErrorNote } from '../../components/ErrorNote/ErrorNote.tsx'
import { focusOnce } from '../../focus.ts'
import { useWords } from '../../words.tsx'
import { WizardSteps } from '../onboarding/WizardSteps.tsx'
import { OtherLoads } from './OtherLoads.tsx'
import { celebrated } from './run.ts'
import { StepSyncing } from './StepSyncing.tsx'

/** The load of one shop. Its whole state comes from the engine, so it looks the same after closing and reopening. */
export function ProgressPage() {
  const { t } = useWords()
  const navigate = useNavigate()
  const shopId = Number(useParams().shopId)
  const shops = useCall('shop.list', undefined)
  const status = useCall('sync.status', { shopId })
  const shop = shops.value?.find(each => each.id === shopId)
  // Keeps the success message although a coordinator may start a run right after the first load.
  const [feast, setFeast] = useState<Progress | null>(null)
  useEvent('sync.progress', told => told.shopId === shopId && setFeast(known => celebrated(known, told)))
  const run = feast?.shopId === shopId ? feast : status.value
  const first = run ? run.first : shop?.loaded === false
  return (
    <Container size={760} py="xl">
      <Stack gap="lg">
        {first && <WizardSteps active={3} />}
        <Title order={1} tabIndex={-1} ref={focusOnce}>
          {shop ? t(first ? 'progress.title' : 'progress.title.refresh', { name: shop.name }) : ' '}
        </Title>
        {shops.value && <OtherLoads shops={shops.value.filter(each => each.id !== shopId)} />}
        {shops.value && !shop && <ErrorNote kind="no_shop" />}
        {status.error && <ErrorNote kind={status.error} retry={status.again} />}
        {run !== undefined && shop && (
          <StepSyncing
            shop={shop}
            run={run}
            others={shops.value?.some(({ id, loaded }) => id !== shopId && !loaded) ?? false}
            onDashboard={() => void navigate('/')}
          />
        )}
      </Stack>
    </Container>
  )
}
