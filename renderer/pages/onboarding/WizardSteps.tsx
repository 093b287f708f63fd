import { Group, Text } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import { useWords } from '../../words.tsx'
import classes from './WizardSteps.module.css'

const STEPS = [
  'wizard.step.marketplace',
  'wizard.step.keys',
  'wizard.step.check',
  'wizard.step.load',
] as const

/** The progress of the wizard. */
export function WizardSteps({ active }: { readonly active: number }) {
  const { t } = useWords()
  return (
    <Group
      component="ol"
      gap={0}
      m={0}
      p={0}
      wrap="nowrap"
      aria-label={t('wizard.steps')}
      className={classes.steps}
    >
      {STEPS.map((key, index) => (
        <li
          key={key}
          className={classes.step}
          data-state={index < active ? 'past' : index === active ? 'now' : 'ahead'}
          aria-current={index === active ? 'step' : undefined}
        >
          <span className={classes.sign} aria-hidden>
            {index < active ? <IconCheck size={14} stroke={2.5} /> : index + 1}
          </span>
          <Text size="sm" fw={index === active ? 600 : 500}>
            {t(key)}
          </Text>
        </li>
      ))}
    </Group>
  )
}
