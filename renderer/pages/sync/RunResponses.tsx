import { Button, Code, Group, Skeleton, Stack, Text } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useState } from 'react'
import type { RunResponse } from '#contract/schedule.ts'
import { call, useAction, useCall } from '../../api.ts'
import { ErrorNote } from '../../components/ErrorNote/ErrorNote.tsx'
import { useWords } from '../../words.tsx'
import { readable } from './readable.ts'
import classes from './SyncPage.module.css'

/** Captured responses of a run that did not fit their schema, each with its request, to read and copy. */
export function RunResponses({ runId }: { readonly runId: number }) {
  const { t } = useWords()
  const responses = useCall('runs.responses', { runId })
  return (
    <Stack gap="md">
      <div>
        <Text size="sm" fw={600}>
          {t('sync.responses.title')}
        </Text>
        <Text size="xs" c="dimmed">
          {t('sync.responses.text')}
        </Text>
      </div>
      {responses.error && <ErrorNote kind={responses.error} retry={responses.again} />}
      {!responses.value && !responses.error && <Skeleton h={120} />}
      {responses.value?.length === 0 && <Text size="sm">{t('sync.responses.none')}</Text>}
      {responses.value?.map(response => (
        <Response key={`${response.step} ${response.at}`} response={response} />
      ))}
    </Stack>
  )
}

function Response({ response }: { readonly response: RunResponse }) {
  const words = useWords()
  const { t } = words
  const [copied, setCopied] = useState(false)
  const request = readable(response.request)
  const answer = readable(response.answer)
  const copy = useAction(async () => {
    await call('app.copy', { text: `${request}\n\n${response.status ?? ''}\n${answer}` })
    setCopied(true)
  })
  return (
    <div data-response={response.step}>
      <Group justify="space-between" mb={4}>
        <Text size="sm">
          {words.step(response.step)}, {words.moment(response.at)}
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
        {t('sync.responses.request')}
      </Text>
      <Code block className={classes.code}>
        {request}
      </Code>
      <Text size="xs" c="dimmed" mt={6}>
        {t('sync.responses.answer', response.status === null ? {} : { status: String(response.status) })}
      </Text>
      <Code block className={classes.code}>
        {answer}
      </Code>
    </div>
  )
}
