import { Container } from '@mantine/core'
import { useEffect, useState } from 'react'
import { Navigate, Outlet, useLocation } from 'react-router'
import { skip, useCall } from '../../api.ts'
import { ErrorNote } from '../../components/ErrorNote/ErrorNote.tsx'
import { pageOf } from '../index.ts'
import { awaited, screenOf } from './screen.ts'

/** Redirects to the wizard or to a running first load, depending only on the state of the engine. */
export function OnboardingGuard() {
  const shops = useCall('shop.list', undefined)
  const shop = awaited(shops.value ?? [])
  const run = useCall('sync.status', shop ? { shopId: shop.id } : skip)
  const { pathname } = useLocation()
  const [led, setLed] = useState(false)
  const known = shops.value !== undefined && (!shop || run.value !== undefined || run.error !== null)
  const screen = known ? screenOf(shops.value ?? [], run.value) : null
  const leads = screen?.page === 'progress' && pathname === '/' && !led
  // Redirects only once, from a URL that the user did not choose, so that the overview can be opened afterwards.
  useEffect(() => {
    if (known && !leads) setLed(true)
  }, [known, leads])
  // What is open stays open while the run of a new shop is asked for: a wizard that is taken away begins anew.
  if (!screen && !led)
    return shops.error ? (
      <Container size="sm" py="xl">
        <ErrorNote kind={shops.error} retry={shops.again} />
      </Container>
    ) : null
  if (screen?.page === 'onboarding' && !pageOf(pathname)?.withoutShop)
    return <Navigate to="/welcome" replace />
  if (screen?.page === 'progress' && leads)
    return <Navigate to={`/shops/${screen.shopId}/progress`} replace />
  return <Outlet />
}
