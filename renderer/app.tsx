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
import { EventsPage } from './pages/events/EventsPage.tsx'
import { OnboardingGuard } from './pages/onboarding/OnboardingGuard.tsx'
import { OnboardingPage } from './pages/onboarding/OnboardingPage.tsx'
import { OverviewPage } from './pages/overview/OverviewPage.tsx'
import { ProgressPage } from './pages/progress/ProgressPage.tsx'
import { SettingsPage } from './pages/settings/SettingsPage.tsx'
import { ShopsPage } from './pages/shops/ShopsPage.tsx'
import { SyncPage } from './pages/sync/SyncPage.tsx'
import { theme, variables } from './theme.ts'
import { WordsProvider } from './words.tsx'

/** The window: looks, language, and which page stands under which address. */
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
              <Route path="welcome" element={<OnboardingPage />} />
              <Route element={<OnboardingGuard />}>
                <Route index element={<OverviewPage />} />
                <Route path="shops" element={<ShopsPage />} />
                <Route path="shops/new" element={<OnboardingPage />} />
                <Route path="shops/:shopId/progress" element={<ProgressPage />} />
                <Route path="events" element={<EventsPage />} />
                <Route path="sync" element={<SyncPage />} />
                <Route path="settings" element={<SettingsPage />} />
              </Route>
              <Route path="*" element={<Navigate to="/" replace />} />
            </Route>
          </Routes>
        </HashRouter>
      </Settled>
    </MantineProvider>
  )
}

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
