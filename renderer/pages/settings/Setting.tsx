import { Card, Stack, Switch, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { useId } from 'react'
import classes from './Setting.module.css'

/** Settings of one kind under their heading. */
export function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <Card component="section" aria-label={title} padding="lg">
      <Title order={2} mb="sm">
        {title}
      </Title>
      <Stack gap={0} className={classes.list}>
        {children}
      </Stack>
    </Card>
  )
}

interface ToggleProps {
  readonly label: string
  readonly about?: string
  readonly checked: boolean
  readonly disabled: boolean
  readonly onChange: (checked: boolean) => unknown
}

/** A choice between yes and no. */
export function Toggle({ label, about, checked, disabled, onChange }: ToggleProps) {
  return (
    <Switch
      className={classes.setting}
      classNames={{
        body: classes.body,
        labelWrapper: classes.words,
        label: classes.label,
        description: classes.about,
      }}
      labelPosition="left"
      label={label}
      description={about}
      checked={checked}
      disabled={disabled}
      onChange={event => onChange(event.currentTarget.checked)}
    />
  )
}

interface ChoiceProps {
  readonly label: string
  readonly about?: string
  /** Gets the id of the words that name it. */
  readonly children: (labelId: string) => ReactNode
}

/** A choice of several, or a button, beside its words. */
export function Choice({ label, about, children }: ChoiceProps) {
  const id = useId()
  return (
    <div className={`${classes.setting} ${classes.body}`}>
      <div className={classes.words}>
        <Text className={classes.label} id={id}>
          {label}
        </Text>
        {about && (
          <Text className={classes.about} c="dimmed">
            {about}
          </Text>
        )}
      </div>
      {children(id)}
    </div>
  )
}
