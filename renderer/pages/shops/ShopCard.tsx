import { ActionIcon, Badge, Button, Card, Group, List, Menu, Stack, Text, Title } from '@mantine/core'
import { IconDots, IconKey, IconPencil, IconTrash } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useRef } from 'react'
import { Link } from 'react-router'
import { MARKETPLACES } from '#contract/marketplaces/index.ts'
import type { Shop } from '#contract/shop.ts'
import { Behind } from '../../components/Behind/Behind.tsx'
import { MarketplaceSign } from '../../components/MarketplaceSign/MarketplaceSign.tsx'
import { viewOf } from '../../marketplaces/index.ts'
import { useWords } from '../../words.tsx'
import { badgeOf, joined, keyEnd } from './health.ts'
import classes from './ShopCard.module.css'

export type ShopAction = 'rename' | 'keys' | 'remove'

interface Props {
  readonly shop: Shop
  /** `opener` gets the focus back when the dialog closes. */
  readonly onAction: (action: ShopAction, opener: HTMLElement | null) => void
}

/** One shop: its status, its problems, the expiry of its keys and its last load. */
export function ShopCard({ shop, onAction }: Props) {
  const words = useWords()
  const { t } = words
  const badge = badgeOf(shop)
  const dots = useRef<HTMLButtonElement>(null)
  const act = (action: ShopAction) => onAction(action, dots.current)
  return (
    <Card component="article" aria-label={shop.name} data-shop={shop.id} data-status={shop.status}>
      <Stack gap="sm">
        <Group justify="space-between" wrap="nowrap" align="flex-start">
          <div style={{ minWidth: 0 }}>
            <Group gap="xs" wrap="nowrap">
              <MarketplaceSign of={shop.marketplace} size={22} silent />
              <Title order={2} className={classes.name} title={shop.name}>
                {shop.name}
              </Title>
              <Badge color={badge.color} variant="light" tt="none" style={{ flexShrink: 0 }}>
                {t(badge.label)}
              </Badge>
              {shop.demo && (
                <Badge color="gray" variant="outline" tt="none" style={{ flexShrink: 0 }}>
                  {t('shops.demo')}
                </Badge>
              )}
            </Group>
            <Text size="xs" c="dimmed">
              {t(`marketplace.${shop.marketplace}`)}
              {MARKETPLACES[shop.marketplace].idIsShown &&
                shop.clientId &&
                ` · ${t('shops.id', { id: shop.clientId })}`}
            </Text>
          </div>
          <Group gap="xs" wrap="nowrap">
            <Button component={Link} to={`/shops/${shop.id}/progress`} variant="default" size="xs">
              {t('shops.progress')}
            </Button>
            <Menu position="bottom-end">
              <Menu.Target>
                <ActionIcon
                  ref={dots}
                  variant="default"
                  size={30}
                  aria-label={t('shops.actions', { name: shop.name })}
                >
                  <IconDots size={16} />
                </ActionIcon>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item leftSection={<IconPencil size={15} />} onClick={() => act('rename')}>
                  {t('shops.rename')}
                </Menu.Item>
                {!shop.demo && (
                  <Menu.Item leftSection={<IconKey size={15} />} onClick={() => act('keys')}>
                    {t(`shops.updateKeys.${shop.marketplace}`)}
                  </Menu.Item>
                )}
                <Menu.Divider />
                <Menu.Item c="red" leftSection={<IconTrash size={15} />} onClick={() => act('remove')}>
                  {t('shops.remove')}
                </Menu.Item>
              </Menu.Dropdown>
            </Menu>
          </Group>
        </Group>
        {shop.messages.length > 0 && (
          <List
            size="sm"
            spacing={2}
            c={shop.status === 'auth_error' ? 'var(--mantine-color-red-text)' : undefined}
          >
            {joined(shop.messages).map(message => (
              <List.Item key={JSON.stringify(message)}>{words.notice(message, shop.marketplace)}</List.Item>
            ))}
          </List>
        )}
        {shop.status === 'auth_error' && !shop.demo && (
          <Button w="fit-content" size="xs" leftSection={<IconKey size={15} />} onClick={() => act('keys')}>
            {t(`shops.updateKeys.${shop.marketplace}`)}
          </Button>
        )}
        <Group gap="xl" component="dl" m={0} align="flex-start">
          <Fact name={t('shops.updated')}>
            {shop.updated.at ? words.moment(shop.updated.at) : t('shops.updated.never')}
            <Behind steps={shop.updated.behind} />
          </Fact>
          <Fact name={t(`shops.keyExpires.${shop.marketplace}`)}>
            <KeyEnd expiresAt={shop.keyExpiresAt} />
          </Fact>
          {viewOf(shop.marketplace)
            .facts(shop)
            .map(({ name, value }) => (
              <Fact key={name} name={t(name)}>
                {t(value)}
              </Fact>
            ))}
        </Group>
      </Stack>
    </Card>
  )
}

function KeyEnd({ expiresAt }: { readonly expiresAt: string | null }) {
  const { t, instant } = useWords()
  if (!expiresAt) return t('shops.keyExpires.unknown')
  const { state, days } = keyEnd(expiresAt, Date.now())
  if (state === 'far') return instant(expiresAt)
  const note = state === 'over' ? t('shops.keyExpires.over') : t('shops.keyExpires.soon', { count: days })
  return (
    <Text
      span
      inherit
      c={state === 'over' ? 'var(--mantine-color-red-text)' : 'var(--mantine-color-yellow-text)'}
    >
      {instant(expiresAt)}, {note}
    </Text>
  )
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <Text component="dt" size="xs" c="dimmed">
        {name}
      </Text>
      <Text component="dd" size="sm" m={0}>
        {children}
      </Text>
    </div>
  )
}
