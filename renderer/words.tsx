import type { ReactNode } from 'react'
import { createContext, use, useMemo } from 'react'
import type { Language, Words } from '#i18n'
import { languageOf, words } from '#i18n'

const Spoken = createContext<Words>(words(languageOf(navigator.language)))

/** Provides the translations of one language. */
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

/** The translations of the user's language. */
export const useWords = (): Words => use(Spoken)
