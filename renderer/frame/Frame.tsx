import { Alert, AppShell, Group, Stack, Text } from '@mantine/core'
import { Notifications, notifications } from '@mantine/notifications'
import {
  IconBuildingStore,
  IconChartBar,
  IconHistory,
  IconLock,
  IconRefresh,
  IconSettings,
} from '@tabler/icons-react'
import { useEffect } from 'react'
import { matchPath, NavLink, Outlet, useLocation } from 'react-router'
import type { Key } from '#i18n'
import { useCall, useEvent } from '../api.ts'
import { Boundary } from '../components/Boundary/Boundary.tsx'
import { Mark } from '../components/Mark/Mark.tsx'
import { needsShop } from '../pages/onboarding/screen.ts'
import { lastSearch, useScrollPlace } from '../places.ts'
import { PORTALS } from '../theme.ts'
import { useWords } from '../words.tsx'
import classes from './Frame.module.css'
import { LanguageSwitch, SchemeSwitch } from './Switches.tsx'

/** What the window is called on each page; the first that fits. */
const TITLES: readonly (readonly [path: string, title: Key])[] = [
  ['/', 'overview.title'],
  ['/events', 'events.title'],
  ['/shops', 'shops.title'],
  ['/shops/new', 'wizard.title'],
  ['/welcome', 'wizard.title'],
  ['/shops/:shopId/progress', 'shops.progress'],
  ['/sync', 'sync.title'],
  ['/settings', 'settings.title'],
]

/** The rail, from above. */
const SECTIONS = [
  { path: '/', name: 'nav.overview', Icon: IconChartBar },
  { path: '/events', name: 'nav.events', Icon: IconHistory },
  { path: '/shops', name: 'nav.shops', Icon: IconBuildingStore },
  { path: '/sync', name: 'nav.sync', Icon: IconRefresh },
  { path: '/settings', name: 'nav.settings', Icon: IconSettings },
] as const

/** The rail of sections, the banner of a read-only start, and the page. */
export function Frame() {
  const { t, notice, zone: zoneOf } = useWords()
  const zone = zoneOf()
  const shops = useCall('shop.list', undefined)
  const info = useCall('app.info', undefined)
  useEvent('app.notice', told => {
    notifications.show({ id: told.word, message: notice(told), autoClose: 12_000, withBorder: true })
  })
  const { pathname, search } = useLocation()
  useScrollPlace(pathname)
  const title = TITLES.find(([path]) => matchPath(path, pathname))?.[1]
  const called = title ? `${t(title)} · ${t('app.name')}` : t('app.name')
  useEffect(() => {
    document.title = called
  }, [called])
  const connected = (shops.value ?? []).length > 0
  return (
    <AppShell
      navbar={{ width: 104, breakpoint: 0 }}
      classNames={{ main: classes.main, navbar: classes.rail }}
    >
      <button type="button" className={classes.skip} onClick={skipToContent}>
        {t('nav.skip')}
      </button>
      <AppShell.Navbar aria-label={t('nav.main')}>
        <Stack align="center" gap="lg" pt="md" flex={1} mih={0} className={classes.sections}>
          <Mark size={36} />
          {shops.value && (
            <Stack gap={4} w="100%" px={4}>
              {SECTIONS.filter(({ path }) => connected || !needsShop(path)).map(({ path, name, Icon }) => (
                <NavLink
                  key={path}
                  to={{ pathname: path, search: path === pathname ? search : lastSearch(path) }}
                  end={path === '/'}
                  className={classes.link}
                >
                  <Icon size={22} stroke={1.7} aria-hidden />
                  {t(name)}
                </NavLink>
              ))}
            </Stack>
          )}
        </Stack>
        <Group justify="center" gap={6} py="sm">
          <LanguageSwitch />
          <SchemeSwitch />
        </Group>
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1}>
        {info.value?.readOnly && (
          <Alert color="yellow" icon={<IconLock size={18} />} radius={0} role="status">
            {t('app.readOnly')}
          </Alert>
        )}
        <Boundary page={pathname}>
          <Outlet />
        </Boundary>
        {/* «Overview» says it beside its figures. */}
        {connected && zone && pathname !== '/' && (
          <Text size="xs" c="dimmed" px="lg" pb="md">
            {t('app.zone', { zone })}
          </Text>
        )}
        <div id={PORTALS} />
        <Notifications position="bottom-right" />
      </AppShell.Main>
    </AppShell>
  )
}

// A button, not a link: the address belongs to the router.
function skipToContent() {
  document.getElementById('content')?.focus()
}
