import { Button, Code, Group, Skeleton, Stack, Text } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useState } from 'react'
import type { KeptAnswer } from '#contract/schedule.ts'
import { call, useAction, useCall } from '../../api.ts'
import { ErrorNote } from '../../components/ErrorNote/ErrorNote.tsx'
import { useWords } from '../../words.tsx'
import { readable } from './readable.ts'
import classes from './SyncPage.module.css'

/** Captured responses of a run that did not fit their schema, each with its request, to read and copy. */
export function Evidence({ runId }: { readonly runId: number }) {
  const { t } = useWords()
  const kept = useCall('runs.evidence', { runId })
  return (
    <Stack gap="md">
      <div>
        <Text size="sm" fw={600}>
          {t('sync.evidence.title')}
        </Text>
        <Text size="xs" c="dimmed">
          {t('sync.evidence.text')}
        </Text>
      </div>
      {kept.error && <ErrorNote kind={kept.error} retry={kept.again} />}
      {!kept.value && !kept.error && <Skeleton h={120} />}
      {kept.value?.length === 0 && <Text size="sm">{t('sync.evidence.none')}</Text>}
      {kept.value?.map(answer => (
        <Kept key={`${answer.step} ${answer.at}`} kept={answer} />
      ))}
    </Stack>
  )
}

function Kept({ kept }: { readonly kept: KeptAnswer }) {
  const words = useWords()
  const { t } = words
  const [copied, setCopied] = useState(false)
  const request = readable(kept.request)
  const answer = readable(kept.answer)
  const copy = useAction(async () => {
    await call('app.copy', { text: `${request}\n\n${kept.status ?? ''}\n${answer}` })
    setCopied(true)
  })
  return (
    <div data-evidence={kept.step}>
      <Group justify="space-between" mb={4}>
        <Text size="sm">
          {words.step(kept.step)}, {words.moment(kept.at)}
        </Text>
        <Button
          size="compact-xs"
          variant="default"
          leftSection={copied ? <IconCheck size={13} aria-hidden /> : <IconCopy size={13} aria-hidden />}
          onClick={() => void copy.run()}
        >
          {t(copied ? 'action.copied' : 'action.copy')}
        </Button>
      </Group>
      {copy.error && <ErrorNote kind={copy.error} />}
      <Text size="xs" c="dimmed">
        {t('sync.evidence.request')}
      </Text>
      <Code block className={classes.code}>
        {request}
      </Code>
      <Text size="xs" c="dimmed" mt={6}>
        {t('sync.evidence.answer', kept.status === null ? {} : { status: String(kept.status) })}
      </Text>
      <Code block className={classes.code}>
        {answer}
      </Code>
    </div>
  )
}
