import { ActionIcon, Group, Popover, Text, Tooltip, UnstyledButton, VisuallyHidden } from '@mantine/core'
import { IconRefresh } from '@tabler/icons-react'
import { useState } from 'react'
import type { Blocker, Dataset } from '#contract/schedule.ts'
import type { Shop } from '#contract/shop.ts'
import type { Words } from '#i18n'
import { useAction } from '../../api.ts'
import { startLoad } from '../../load.ts'
import { useWords } from '../../words.tsx'
import { DatasetDetail } from './DatasetDetail.tsx'
import { freshnessOf, retriable, type State } from './freshness.ts'
import classes from './SyncPage.module.css'

interface Props {
  readonly shop: Shop
  readonly dataset: Dataset | undefined
  readonly now: number
  readonly readOnly: boolean
}

/** The label of a state; for a blocked dataset, what blocks it. */
export const wordOf = ({ t }: Words, state: State, blocker: Blocker | null): string =>
  state === 'blocked' && blocker ? t(`sync.blocker.${blocker}`) : t(`sync.state.${state}`)

/** When it continues if it was put off, else when it was last refreshed; never in the future, although the page's clock ticks slowly. */
function whenOf({ t, relative }: Words, state: State, { nextAt, lastSuccessAt }: Dataset, now: number) {
  if (state === 'waiting') return nextAt ? relative(nextAt, now) : undefined
  if (!lastSuccessAt) return undefined
  const when = relative(lastSuccessAt, Math.max(now, Date.parse(lastSuccessAt)))
  // Beside an error a bare time would look like the time of the error.
  return state === 'failing' ? t('sync.cell.updated', { when }) : when
}

/** One dataset of one shop as label and colour; a click opens its details. */
export function DatasetCell({ shop, dataset, now, readOnly }: Props) {
  const words = useWords()
  const { t } = words
  const [open, setOpen] = useState(false)
  const start = useAction(async (steps: readonly string[]) => startLoad(shop.id, steps))
  if (!dataset) return null
  const fresh = freshnessOf(dataset, now)
  const word = wordOf(words, fresh.state, dataset.blocker)
  const when = whenOf(words, fresh.state, dataset, now)
  const names = { step: words.step(dataset.step), shop: shop.name }
  return (
    <>
      <Group gap={4} wrap="nowrap">
        <Popover
          opened={open}
          onChange={setOpen}
          position="bottom-start"
          shadow="md"
          width={360}
          trapFocus
          returnFocus
        >
          <Popover.Target>
            <UnstyledButton
              className={classes.cell}
              onClick={() => setOpen(!open)}
              data-color={fresh.color}
              data-state={fresh.state}
              data-shop={shop.id}
            >
              <VisuallyHidden>{t('sync.cell', names)} </VisuallyHidden>
              <span className={classes.word}>{word}</span>{' '}
              {fresh.state !== 'running' && <span className={classes.when}>{when}</span>}
            </UnstyledButton>
          </Popover.Target>
          <Popover.Dropdown aria-label={`${names.step}, ${names.shop}`}>
            {open && (
              <DatasetDetail
                shop={shop}
                dataset={dataset}
                now={now}
                readOnly={readOnly}
                onRefresh={() => {
                  setOpen(false)
                  void start.run([dataset.step])
                }}
              />
            )}
          </Popover.Dropdown>
        </Popover>
        {retriable(fresh) && !readOnly && (
          <Tooltip label={t('action.retry')}>
            <ActionIcon
              variant="default"
              size={26}
              aria-label={t('sync.retryOne', names)}
              loading={start.busy}
              onClick={() => void start.run([dataset.step])}
            >
              <IconRefresh size={15} aria-hidden />
            </ActionIcon>
          </Tooltip>
        )}
      </Group>
      {start.error && (
        <Text size="xs" px={10} c="var(--mantine-color-red-text)" role="alert">
          {words.error(start.error, shop.marketplace)}
        </Text>
      )}
    </>
  )
}
