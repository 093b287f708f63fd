import type { ReactNode } from 'react'
import { createContext, use, useMemo } from 'react'
import type { Language, Words } from '#i18n'
import { languageOf, words } from '#i18n'

const Spoken = createContext<Words>(words(languageOf(navigator.language)))

/** Gives the pages the words of one language. */
export function WordsProvider({
  language,
  children,
}: {
  readonly language: Language
  readonly children: ReactNode
}) {
  const spoken = useMemo(() => words(language), [language])
  return <Spoken value={spoken}>{children}</Spoken>
}

/** The words of the language that the person reads. */
export const useWords = (): Words => use(Spoken)
