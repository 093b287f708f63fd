import { Anchor, Collapse, Stack, Text } from '@mantine/core'
import { IconExternalLink, IconHelpCircle } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useId, useState } from 'react'
import type { input } from 'zod'
import type { shell } from '#contract/api.ts'
import { call, useAction } from '../../api.ts'
import { useWords } from '../../words.tsx'
import { ErrorNote } from '../ErrorNote/ErrorNote.tsx'

export interface KeyHelpProps {
  readonly topic: input<(typeof shell)['app.openHelp']['input']>['topic']
  readonly title: string
  /** Whether it is open from the start. */
  readonly unfolded?: boolean
  readonly children: ReactNode
}

/** Where to find a key: a short explanation and a link to the marketplace's manual. */
export function KeyHelp({ topic, title, unfolded = false, children }: KeyHelpProps) {
  const { t } = useWords()
  const [open, setOpen] = useState(unfolded)
  const help = useAction(() => call('app.openHelp', { topic }))
  const id = useId()
  const icon = { size: 15, style: { verticalAlign: '-3px' }, 'aria-hidden': true }
  return (
    <div>
      <Anchor
        component="button"
        type="button"
        size="sm"
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      >
        <IconHelpCircle {...icon} /> {title}
      </Anchor>
      <Collapse expanded={open} id={id}>
        <Stack gap={6} pt={6}>
          <Text size="sm" c="dimmed">
            {children}
          </Text>
          <Anchor component="button" type="button" size="sm" ta="left" onClick={() => void help.run()}>
            {t('keys.where.open')} <IconExternalLink {...icon} />
          </Anchor>
          {help.error && <ErrorNote kind={help.error} />}
        </Stack>
      </Collapse>
    </div>
  )
}
