import { Button, Text } from '@mantine/core'
import { Fragment, useState } from 'react'
import type { ShopEvent } from '#contract/events.ts'
import { useWords } from '../../words.tsx'
import classes from './Diff.module.css'
import { type Part, plain, shortened, textDiff } from './text-diff.ts'

/** Cache: a long text is compared once, however often its card becomes visible. */
const compared = new WeakMap<ShopEvent, readonly Part[]>()

function partsOf(event: ShopEvent, was: string, is: string): readonly Part[] {
  const known = compared.get(event)
  if (known) return known
  // If only invisible markup changed, the raw texts are compared.
  const parts = was === is ? textDiff(event.before ?? '', event.after ?? '') : textDiff(was, is)
  compared.set(event, parts)
  return parts
}

/** Events whose text is expanded, so that a card stays expanded when it is rendered again. */
const opened = new Set<ShopEvent['id']>()

/** Removed and added words, by colour and sign; unchanged stretches expand on demand. */
export function TextDiff({ event }: { readonly event: ShopEvent }) {
  const { t } = useWords()
  const [whole, setWhole] = useState(opened.has(event.id))
  const before = event.before
  const after = event.after ?? ''
  const [was, is] = [plain(before ?? ''), plain(after)]
  const all = partsOf(event, was, is)
  const short = shortened(all)
  const cut = short.length !== all.length
  const toggle = () => {
    if (whole) opened.delete(event.id)
    else opened.add(event.id)
    setWhole(!whole)
  }
  return (
    <div className={classes.text}>
      {before === null && <Note>{t('events.text.unknown')}</Note>}
      {before === '' && <Note>{t('events.text.filled')}</Note>}
      {after === '' && <Note>{t('events.text.emptied')}</Note>}
      {before !== null && was === is && <Note>{t('events.text.markup')}</Note>}
      <p className={classes.words}>
        {before === null ? after && plain(after) : (whole ? all : short).map(shown)}
      </p>
      {cut && before !== null && (
        <Button variant="subtle" size="compact-xs" onClick={toggle} aria-expanded={whole}>
          {t(whole ? 'events.text.short' : 'events.text.whole')}
        </Button>
      )}
    </div>
  )
}

function shown({ kind, text }: Part, index: number) {
  // The parts of a diff never change their order.
  const key = index
  if (kind === 'gap') return <span key={key}> … </span>
  if (kind === 'same') return <span key={key}>{text}</span>
  const Mark = kind === 'added' ? 'ins' : 'del'
  // The sign belongs before the first word, not at the end of the previous line.
  const space = text.trim() === '' ? '' : text.slice(0, text.length - text.trimStart().length)
  return (
    <Fragment key={key}>
      {space}
      <Mark>{text.slice(space.length)}</Mark>
    </Fragment>
  )
}

function Note({ children }: { readonly children: string }) {
  return (
    <Text size="xs" c="dimmed">
      {children}
    </Text>
  )
}
