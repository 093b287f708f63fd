import { Button, Container, EmptyState, Group, Stack, Title } from '@mantine/core'
import { IconBuildingStore, IconPlus } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { Link } from 'react-router'
import type { Shop } from '#contract/shop.ts'
import { useCall } from '../../api.ts'
import { ErrorNote } from '../../components/ErrorNote/ErrorNote.tsx'
import { useWords } from '../../words.tsx'
import { KeysModal } from './KeysModal.tsx'
import { Orphans } from './Orphans.tsx'
import { RemoveModal } from './RemoveModal.tsx'
import { RenameModal } from './RenameModal.tsx'
import type { ShopAction } from './ShopCard.tsx'
import { ShopCard } from './ShopCard.tsx'

const MODALS = { rename: RenameModal, keys: KeysModal, remove: RemoveModal } as const

/** The status of each shop, and all actions on it. */
export function ShopsPage() {
  const { t } = useWords()
  const shops = useCall('shop.list', undefined)
  const [asked, ask] = useState<{ readonly shop: Shop; readonly action: ShopAction } | null>(null)
  const opener = useRef<HTMLElement | null>(null)
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (!asked) return
    // Returns the focus to where the dialog was opened; if the shop was removed, its menu is gone.
    return () => (opener.current?.isConnected ? opener.current : heading.current)?.focus()
  }, [asked])
  const Modal = asked && MODALS[asked.action]
  // An action of one dialog may end while another one is open.
  const close = () => ask(now => (now === asked ? null : now))
  return (
    <Container size={880} py="lg" px="lg">
      <Stack gap="md">
        <Group justify="space-between">
          <Title order={1} ref={heading} tabIndex={-1}>
            {t('shops.title')}
          </Title>
          <Button component={Link} to="/shops/new" leftSection={<IconPlus size={16} aria-hidden />}>
            {t('shops.add')}
          </Button>
        </Group>
        {shops.error && <ErrorNote kind={shops.error} retry={shops.again} />}
        <Orphans />
        {shops.value?.length === 0 && (
          <EmptyState
            py="xl"
            icon={<IconBuildingStore size={36} stroke={1.4} />}
            title={t('shops.empty')}
            description={t('shops.empty.text')}
          />
        )}
        {shops.value?.map(shop => (
          <ShopCard
            key={shop.id}
            shop={shop}
            onAction={(action, from) => {
              opener.current = from
              ask({ shop, action })
            }}
          />
        ))}
      </Stack>
      {asked && Modal && <Modal shop={asked.shop} onClose={close} />}
    </Container>
  )
}
