import { Alert, Button, Group, Select, Skeleton, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import type { ChargeMove, ChargeType } from '#contract/charges.ts'
import { MOVABLE_GROUPS } from '#contract/charges.ts'
import { MARKETPLACES } from '#contract/marketplaces/index.ts'
import type { Words } from '#i18n'
import { call, useAction, useCall } from '../../api.ts'
import { ErrorNote } from '../../components/ErrorNote/ErrorNote.tsx'
import { Untold } from '../../components/Untold/Untold.tsx'
import { useWords } from '../../words.tsx'
import { AdMoney } from './AdMoney.tsx'
import { Choice, Section } from './Setting.tsx'

/** Where each type of charge stands in profit and loss: those that nobody knows first, then what was moved; the others on demand. */
export function ChargesCard({ readOnly }: { readonly readOnly: boolean }) {
  const { t, day } = useWords()
  const [all, setAll] = useState(false)
  const charges = useCall('charges.types', { shopIds: null })
  const moving = useAction(async (move: ChargeMove) => {
    await call('charges.move', move)
    await charges.again()
  })
  const types = charges.value?.types.filter(({ movable }) => movable) ?? []
  const unsorted = types.filter(({ group }) => group === null)
  const shown = all ? types : types.filter(({ group, movedAt }) => group === null || movedAt)
  return (
    <Section title={t('charges.title')}>
      <Text size="xs" c="dimmed" pb="xs">
        {t('charges.about')}
      </Text>
      {charges.error && <ErrorNote kind={charges.error} retry={charges.again} />}
      {moving.error && <ErrorNote kind={moving.error} />}
      {!charges.value && !charges.error && <Skeleton h={80} />}
      {charges.value && types.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('charges.none')}
        </Text>
      )}
      {unsorted.length > 0 && (
        <Alert color="yellow" variant="light" py="xs" mb="xs">
          {t('charges.unsorted', { count: unsorted.length })}
        </Alert>
      )}
      {shown.map(type => (
        <Charge
          key={`${type.marketplace} ${type.type}`}
          of={type}
          disabled={readOnly || moving.busy}
          onMove={group => void moving.run({ marketplace: type.marketplace, type: type.type, group })}
        />
      ))}
      {types.length > 0 && (
        <Group pt="sm" justify="space-between" align="flex-start" wrap="nowrap">
          <Button variant="default" size="xs" style={{ flexShrink: 0 }} onClick={() => setAll(!all)}>
            {all ? t('charges.fewer') : t('charges.all', { count: types.length })}
          </Button>
          <Text size="xs" c="dimmed" ta="right">
            {charges.value?.directories
              .map(({ marketplace, source, date: of }) =>
                t('charges.directory', { brand: MARKETPLACES[marketplace].brand, source, date: day(of) }),
              )
              .join(' · ')}
          </Text>
        </Group>
      )}
      <AdMoney />
      <Stack gap={2} pt="sm">
        <Untold at="charges" of={types.map(({ marketplace }) => marketplace)} />
      </Stack>
    </Section>
  )
}

interface ChargeProps {
  readonly of: ChargeType
  readonly disabled: boolean
  readonly onMove: (group: ChargeMove['group']) => void
}

/** Words for a type that the marketplace gives no name: a code, or a number alone. */
const ownTitle = ({ t, charge }: Words, type: string): string | null =>
  charge(type) ?? (/^\d+$/.test(type) ? t('charges.number', { id: type }) : null)

/** A type of charge with its money, and the line of profit and loss in which it stands. */
function Charge({ of, disabled, onMove }: ChargeProps) {
  const words = useWords()
  const { t, money, instant } = words
  const { marketplace, type, group, directoryGroup, movedAt, disputed, lines, sums } = of
  const title = of.title ?? ownTitle(words, type)
  const about = [
    MARKETPLACES[marketplace].brand,
    ...(title === null ? [] : [type]),
    t('charges.lines', { count: lines }),
    ...sums.map(({ sum, currency }) => money(sum, currency)),
    ...(movedAt ? [t('charges.moved', { date: instant(movedAt) })] : []),
    ...(disputed && !movedAt ? [t('charges.disputed')] : []),
  ]
  return (
    <Choice label={title ?? type} about={about.join(' · ')}>
      {labelId => (
        <Group gap="xs" wrap="nowrap">
          {movedAt && (
            <Button
              variant="subtle"
              size="compact-xs"
              disabled={disabled}
              aria-describedby={labelId}
              onClick={() => onMove(null)}
            >
              {t('charges.back')}
            </Button>
          )}
          <Select
            w={230}
            size="xs"
            aria-labelledby={labelId}
            placeholder={t('charges.choose')}
            value={group}
            disabled={disabled}
            allowDeselect={false}
            // The list itself scrolls: an area around it that scrolls would have to be reached by the keyboard.
            withScrollArea={false}
            styles={{ options: { maxHeight: 220, overflowY: 'auto' } }}
            data={MOVABLE_GROUPS.map(each => ({ value: each, label: t(`charges.group.${each}`) }))}
            renderOption={({ option: { value, label } }) =>
              value === directoryGroup ? t('charges.own', { group: label }) : label
            }
            onChange={chosen =>
              chosen && onMove(chosen === directoryGroup ? null : (chosen as ChargeMove['group']))
            }
          />
        </Group>
      )}
    </Choice>
  )
}
