import { Center, MantineProvider, useMantineColorScheme } from '@mantine/core'
import { DatesProvider } from '@mantine/dates'
import type { ReactNode } from 'react'
import { useEffect } from 'react'
import { HashRouter, Navigate, Route, Routes } from 'react-router'
import { languageOf } from '#i18n'
import 'dayjs/locale/ru'
import { useCall } from './api.ts'
import { ErrorNote } from './components/ErrorNote/ErrorNote.tsx'
import { Frame } from './frame/Frame.tsx'
import { styleNonce } from './nonce.ts'
import { PAGES } from './pages/index.ts'
import { OnboardingGuard } from './pages/onboarding/OnboardingGuard.tsx'
import { theme, variables } from './theme.ts'
import { WordsProvider } from './words.tsx'

/** The window: theme, language, and the routes of the pages. */
export function App() {
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={variables}
      defaultColorScheme="auto"
      getStyleNonce={styleNonce}
    >
      <Settled>
        <HashRouter>
          <Routes>
            <Route element={<Frame />}>
              {routesOf(PAGES.filter(({ unguarded }) => unguarded))}
              <Route element={<OnboardingGuard />}>
                {routesOf(PAGES.filter(({ unguarded }) => !unguarded))}
              </Route>
              <Route path="*" element={<Navigate to="/" replace />} />
            </Route>
          </Routes>
        </HashRouter>
      </Settled>
    </MantineProvider>
  )
}

const routesOf = (pages: typeof PAGES) =>
  pages.map(({ path, Component }) => <Route key={path} path={path} element={<Component />} />)

function Settled({ children }: { readonly children: ReactNode }) {
  const settings = useCall('settings.get', undefined)
  const info = useCall('app.info', undefined)
  const { setColorScheme } = useMantineColorScheme()
  const scheme = settings.value?.colorScheme
  const language = settings.value?.language ?? languageOf(info.value?.systemLanguage ?? navigator.language)
  useEffect(() => {
    if (scheme) setColorScheme(scheme)
  }, [scheme, setColorScheme])
  useEffect(() => {
    document.documentElement.lang = language
  }, [language])
  const error = settings.error ?? info.error
  if (error && !settings.value)
    return (
      <WordsProvider language={language}>
        <Center h="100vh" p="xl">
          <ErrorNote kind={error} retry={() => [settings, info].map(each => each.again())} />
        </Center>
      </WordsProvider>
    )
  if (!settings.value || !info.value) return null
  return (
    <WordsProvider language={language}>
      <DatesProvider settings={{ locale: language, firstDayOfWeek: 1 }}>{children}</DatesProvider>
    </WordsProvider>
  )
}
