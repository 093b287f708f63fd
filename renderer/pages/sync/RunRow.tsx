import { Group, Table, Text, UnstyledButton, VisuallyHidden } from '@mantine/core'
import { IconChevronRight } from '@tabler/icons-react'
import { useId, useState } from 'react'
import type { RunSummary } from '#contract/schedule.ts'
import type { Shop } from '#contract/shop.ts'
import { MarketplaceSign } from '../../components/MarketplaceSign/MarketplaceSign.tsx'
import { useNow } from '../../now.ts'
import { useWords } from '../../words.tsx'
import { RunDetail } from './RunDetail.tsx'
import { faceOf, spanOf } from './runs.ts'
import classes from './SyncPage.module.css'

interface Props {
  readonly run: RunSummary
  /** Undefined if it was removed meanwhile. */
  readonly shop: Shop | undefined
  readonly now: number
  readonly readOnly: boolean
}

/** One run as a row that expands to its steps. */
export function RunRow({ run, shop, now, readOnly }: Props) {
  const words = useWords()
  const { t, number } = words
  const [open, setOpen] = useState(false)
  const id = useId()
  const face = faceOf(run)
  // A running run is updated every second.
  const second = useNow(run.status === 'running' ? 1000 : null)
  const span = spanOf(run, Math.max(now, second))
  const when = words.moment(run.startedAt)
  const name = shop?.name ?? t('sync.runs.removed')
  const steps = run.steps.map(step => words.step(step.step)).join(', ')
  return (
    <Table.Tbody className={classes.run} data-run={run.runId} data-status={run.status}>
      <Table.Tr>
        <Table.Td>
          <UnstyledButton
            className={classes.open}
            aria-expanded={open}
            aria-controls={id}
            onClick={() => setOpen(!open)}
          >
            <IconChevronRight size={15} className={classes.chevron} aria-hidden />
            <VisuallyHidden>{t('sync.runs.open', { shop: name })} </VisuallyHidden>
            <span>
              <span className={classes.line}>{when}</span>{' '}
              <span className={classes.status} data-color={face.color}>
                {t(face.label)}
              </span>
            </span>
          </UnstyledButton>
        </Table.Td>
        <Table.Td>
          <Group gap={6} wrap="nowrap">
            {shop && <MarketplaceSign of={shop.marketplace} size={16} />}
            <Text size="sm" lineClamp={2} title={name}>
              {name}
            </Text>
          </Group>
        </Table.Td>
        <Table.Td>
          <Text size="sm" truncate>
            {t(run.first ? 'sync.runs.first' : `sync.trigger.${run.trigger}`)}
          </Text>
          <Text size="xs" c="dimmed" truncate title={steps}>
            {steps}
          </Text>
        </Table.Td>
        <Table.Td className={classes.number}>{span === null ? '—' : words.span(span)}</Table.Td>
        <Table.Td className={classes.number}>{number(run.rows)}</Table.Td>
        <Table.Td className={classes.number}>{number(run.added)}</Table.Td>
        <Table.Td className={classes.number}>{number(run.changed)}</Table.Td>
        <Table.Td className={classes.number}>{number(run.requests)}</Table.Td>
        <Table.Td className={classes.number} c="dimmed">
          {run.waited >= 500 ? words.span(run.waited) : '—'}
        </Table.Td>
      </Table.Tr>
      {open && (
        <Table.Tr id={id}>
          <Table.Td colSpan={9} className={classes.detail}>
            <RunDetail run={run} shop={shop} readOnly={readOnly} />
          </Table.Td>
        </Table.Tr>
      )}
    </Table.Tbody>
  )
}
