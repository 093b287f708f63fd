import { Button, Card, Group, SegmentedControl, Select, Skeleton, Text, TextInput } from '@mantine/core'
import { IconPlayerPause, IconPlayerPlay, IconSearch } from '@tabler/icons-react'
import { useDeferredValue, useMemo, useState } from 'react'
import type { LogLine } from '#contract/schedule.ts'
import type { Shop } from '#contract/shop.ts'
import { useCall, useEvent } from '../../api.ts'
import { ErrorNote } from '../../components/ErrorNote/ErrorNote.tsx'
import { useWords } from '../../words.tsx'
import { LogLines } from './LogLines.tsx'
import { joined, KEPT, renewed, type Wanted, wanted } from './log.ts'

const LEVELS = ['info', 'warn', 'error'] as const
const ALL = 'all'

/** The live log, newest first; it can be paused for reading. */
export function LogView({ shops }: { readonly shops: readonly Shop[] }) {
  const words = useWords()
  const { t } = words
  const given = useCall('log.list', { limit: KEPT })
  const [asked, setAsked] = useState<typeof given.value>(undefined)
  const [lines, setLines] = useState<readonly LogLine[]>([])
  /** Lines that arrived since the pause; null while the log is live. */
  const [behind, setBehind] = useState<readonly LogLine[] | null>(null)
  const [filter, setFilter] = useState<Wanted>({ level: 'info', shopId: null, text: '' })
  if (given.value && given.value !== asked) {
    setAsked(given.value)
    const [newest] = lines
    // A paused log does not move under the reader's eyes.
    if (behind && newest)
      setBehind(
        renewed(
          behind,
          given.value.filter(({ id }) => id > newest.id),
        ),
      )
    else setLines(renewed(lines, given.value))
  }
  useEvent('log.line', more => {
    if (behind) setBehind(joined(behind, more))
    else setLines(known => joined(known, more))
  })
  const follow = () => {
    setLines(joined(lines, [...(behind ?? [])].reverse()))
    setBehind(null)
  }
  const text = useDeferredValue(filter.text)
  const shown = useMemo(() => {
    const marketplaceOf = (shopId: number | null) => shops.find(shop => shop.id === shopId)?.marketplace
    return wanted(lines, { ...filter, text }, line =>
      [line.step && words.step(line.step), words.log(line, marketplaceOf(line.shopId))].join(' '),
    )
  }, [lines, filter, text, shops, words])
  return (
    <Card component="section" aria-label={t('sync.view.log')} padding={0}>
      <Group gap="sm" p="md" justify="space-between">
        <Group gap="sm">
          <SegmentedControl
            aria-label={t('sync.log.level')}
            value={filter.level}
            onChange={level => setFilter({ ...filter, level: level as Wanted['level'] })}
            data={LEVELS.map(level => ({ value: level, label: t(`sync.log.level.${level}`) }))}
          />
          <Select
            w={190}
            aria-label={t('sync.log.shop')}
            allowDeselect={false}
            value={filter.shopId === null ? ALL : String(filter.shopId)}
            onChange={value => setFilter({ ...filter, shopId: value === ALL ? null : Number(value) })}
            data={[
              { value: ALL, label: t('overview.shop.all') },
              ...shops.map(shop => ({ value: String(shop.id), label: shop.name })),
            ]}
          />
          <TextInput
            w={220}
            aria-label={t('sync.log.text')}
            placeholder={t('sync.log.text')}
            leftSection={<IconSearch size={15} aria-hidden />}
            value={filter.text}
            onChange={event => setFilter({ ...filter, text: event.currentTarget.value })}
          />
        </Group>
        <Group gap="sm">
          {behind && behind.length > 0 && (
            <Text size="xs" c="dimmed" role="status">
              {t('sync.log.waiting', { count: behind.length })}
            </Text>
          )}
          <Button
            variant="default"
            leftSection={
              behind ? <IconPlayerPlay size={16} aria-hidden /> : <IconPlayerPause size={16} aria-hidden />
            }
            onClick={() => (behind ? follow() : setBehind([]))}
          >
            {t(behind ? 'sync.log.follow' : 'sync.log.stop')}
          </Button>
        </Group>
      </Group>
      {given.error && <ErrorNote kind={given.error} retry={given.again} />}
      {!given.value && !given.error && <Skeleton h={240} m="md" w="auto" />}
      {given.value && shown.length === 0 && (
        <Text c="dimmed" size="sm" px="md" pb="md">
          {t(lines.length === 0 ? 'sync.log.empty' : 'sync.log.nothing')}
        </Text>
      )}
      {shown.length > 0 && <LogLines lines={shown} shops={shops} />}
    </Card>
  )
}
