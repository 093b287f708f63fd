import { MantineProvider } from '@mantine/core'
import type { ReactNode } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import type { Language } from '#i18n'
import { WordsProvider } from './words.tsx'

/** The first render of a component as HTML with plain spaces, for tests without a window. */
export const markupOf = (part: ReactNode, language: Language = 'ru'): string =>
  renderToStaticMarkup(
    <MantineProvider>
      <WordsProvider language={language}>{part}</WordsProvider>
    </MantineProvider>,
  ).replace(/[\u00a0\u202f]/g, ' ')
