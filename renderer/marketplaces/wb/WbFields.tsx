import { Badge, Group, PasswordInput } from '@mantine/core'
import { useWords } from '../../words.tsx'
import type { FieldsProps } from '../declare.ts'

/** In the order of the cabinet's list (wildberries.md 1.3). */
const CATEGORIES = [
  'content',
  'analytics',
  'prices',
  'marketplace',
  'statistics',
  'promotion',
  'finance',
] as const

/** Those that need not be ticked. */
const BY_CHOICE = ['supplies'] as const

/** The token, and the categories that it needs. */
export function WbFields({ purpose, input, KeyHelp }: FieldsProps) {
  const { t } = useWords()
  return (
    <>
      <PasswordInput
        label={t('keys.token')}
        description={t('keys.token.hint')}
        visibilityToggleButtonProps={{ 'aria-label': t('keys.show') }}
        {...(purpose.of === 'renewal' && { 'data-autofocus': true })}
        {...input('token')}
      />
      <KeyHelp topic="wb-token" title={t('keys.where.token')} unfolded>
        {t('keys.where.token.text')}
        <Group component="span" gap={6} my={6}>
          {CATEGORIES.map(category => (
            <Badge key={category} component="span" variant="light" color="gray" tt="none" fw={500}>
              {t(`keys.category.${category}`)}
            </Badge>
          ))}
        </Group>
        {t('keys.where.token.choice')}
        <Group component="span" gap={6} my={6}>
          {BY_CHOICE.map(category => (
            <Badge key={category} component="span" variant="outline" color="gray" tt="none" fw={500}>
              {t(`keys.category.${category}`)}
            </Badge>
          ))}
        </Group>
        {t('keys.where.token.after')}
      </KeyHelp>
    </>
  )
}
