import type { ComponentType } from 'react'
import { matchPath } from 'react-router'
import { EventsPage } from './events/EventsPage.tsx'
import { events } from './events/page.ts'
import { OnboardingPage } from './onboarding/OnboardingPage.tsx'
import { anotherShop, welcome } from './onboarding/page.ts'
import { OverviewPage } from './overview/OverviewPage.tsx'
import { overview } from './overview/page.ts'
import type { Page } from './page.ts'
import { ProgressPage } from './progress/ProgressPage.tsx'
import { progress } from './progress/page.ts'
import { settings } from './settings/page.ts'
import { SettingsPage } from './settings/SettingsPage.tsx'
import { shops } from './shops/page.ts'
import { ShopsPage } from './shops/ShopsPage.tsx'
import { sync } from './sync/page.ts'
import { SyncPage } from './sync/SyncPage.tsx'

/** All pages with their components; the links of the rail are in this order. */
export const PAGES: readonly (Page & { readonly Component: ComponentType })[] = [
  { ...overview, Component: OverviewPage },
  { ...events, Component: EventsPage },
  { ...shops, Component: ShopsPage },
  { ...sync, Component: SyncPage },
  { ...settings, Component: SettingsPage },
  { ...progress, Component: ProgressPage },
  { ...anotherShop, Component: OnboardingPage },
  { ...welcome, Component: OnboardingPage },
]

/** The page of a path; undefined if there is none. */
export const pageOf = (pathname: string): Page | undefined =>
  PAGES.find(({ path }) => matchPath(path, pathname))
