import { Container } from '@mantine/core'
import { useEffect, useState } from 'react'
import { Navigate, Outlet, useLocation } from 'react-router'
import { skip, useCall } from '../../api.ts'
import { ErrorNote } from '../../components/ErrorNote/ErrorNote.tsx'
import { awaited, screenOf } from './screen.ts'

/** The state of an address that a person went to by hand. */
export const ASKED = { asked: true } as const

/** Leads to the wizard or to a running first load; what it decides from lives in the engine alone. */
export function OnboardingGuard() {
  const shops = useCall('shop.list', undefined)
  const shop = awaited(shops.value ?? [])
  const run = useCall('sync.status', shop ? { shopId: shop.id } : skip)
  const { pathname, state } = useLocation()
  // Led there once: who goes to the overview after that wants to see it.
  const [led, setLed] = useState(false)
  const known = shops.value !== undefined && (!shop || run.value !== undefined || run.error !== null)
  useEffect(() => {
    if (known) setLed(true)
  }, [known])
  if (!shops.value)
    return shops.error ? (
      <Container size="sm" py="xl">
        <ErrorNote kind={shops.error} retry={shops.again} />
      </Container>
    ) : null
  if (shop && run.value === undefined && !run.error) return null
  const screen = screenOf(shops.value, run.value)
  if (screen.page === 'onboarding') return <Navigate to="/welcome" replace />
  // Who asks for the dashboard in so many words sees what is there already.
  if (screen.page === 'progress' && pathname === '/' && !led && !(state as typeof ASKED | null)?.asked)
    return <Navigate to={`/shops/${screen.shopId}/progress`} replace />
  return <Outlet />
}
