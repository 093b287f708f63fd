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
import { lastOverview, useScrollPlace } from '../places.ts'
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
  // Where it was left; a press on it while it is looked at changes nothing.
  const overview = pathname === '/' ? search : lastOverview()
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
          {connected && (
            <Stack gap={4} w="100%" px={4}>
              <NavLink to={{ pathname: '/', search: overview }} end className={classes.link}>
                <IconChartBar size={22} stroke={1.7} aria-hidden />
                {t('nav.overview')}
              </NavLink>
              <NavLink to="/events" className={classes.link}>
                <IconHistory size={22} stroke={1.7} aria-hidden />
                {t('nav.events')}
              </NavLink>
              <NavLink to="/shops" className={classes.link}>
                <IconBuildingStore size={22} stroke={1.7} aria-hidden />
                {t('nav.shops')}
              </NavLink>
              <NavLink to="/sync" className={classes.link}>
                <IconRefresh size={22} stroke={1.7} aria-hidden />
                {t('nav.sync')}
              </NavLink>
              <NavLink to="/settings" className={classes.link}>
                <IconSettings size={22} stroke={1.7} aria-hidden />
                {t('nav.settings')}
              </NavLink>
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
        <Boundary>
          <Outlet />
        </Boundary>
        {connected && zone && (
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
