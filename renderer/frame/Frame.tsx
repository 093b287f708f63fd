import { Alert, AppShell, Group, Stack, Text } from '@mantine/core'
import { Notifications, notifications } from '@mantine/notifications'
import { IconLock } from '@tabler/icons-react'
import { useEffect } from 'react'
import { NavLink, Outlet, useLocation } from 'react-router'
import { useCall, useEvent } from '../api.ts'
import { Boundary } from '../components/Boundary/Boundary.tsx'
import { Mark } from '../components/Mark/Mark.tsx'
import { PAGES, pageOf } from '../pages/index.ts'
import { useScrollPlace } from '../places.ts'
import { PORTALS } from '../theme.ts'
import { useWords } from '../words.tsx'
import classes from './Frame.module.css'
import { LanguageSwitch, SchemeSwitch } from './Switches.tsx'

/** The navigation rail, the banner of a read-only start, and the page. */
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
  const title = pageOf(pathname)?.title
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
              {PAGES.filter(({ withoutShop }) => connected || withoutShop).map(
                ({ path, rail, lastSearch }) =>
                  rail && (
                    <NavLink
                      key={path}
                      to={{ pathname: path, search: path === pathname ? search : lastSearch?.() }}
                      end={path === '/'}
                      className={classes.link}
                    >
                      <rail.Icon size={22} stroke={1.7} aria-hidden />
                      {t(rail.name)}
                      {rail.tellsTroubleOf && shops.value?.some(rail.tellsTroubleOf) && (
                        <span role="img" className={classes.dot} aria-label={t('nav.trouble')} />
                      )}
                    </NavLink>
                  ),
              )}
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

// A button, not a link: the hash belongs to the router.
function skipToContent() {
  document.getElementById('content')?.focus()
}
