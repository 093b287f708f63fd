import { Card, Stack, Switch, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { useId } from 'react'
import classes from './Setting.module.css'

/** A group of settings with a heading. */
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

/** A yes-or-no setting. */
export function Toggle({ label, about, checked, disabled, onChange }: ToggleProps) {
  const id = useId()
  return (
    <Choice label={label} {...(about && { about })} control={id}>
      {(labelId, aboutId) => (
        <Switch
          id={id}
          classNames={{ track: classes.track }}
          aria-labelledby={labelId}
          aria-describedby={about && aboutId}
          checked={checked}
          disabled={disabled}
          onChange={event => onChange(event.currentTarget.checked)}
        />
      )}
    </Choice>
  )
}

interface ChoiceProps {
  readonly label: string
  readonly about?: string
  /** Id of the control that a click on the label activates. */
  readonly control?: string
  /** Called with the ids of its label and description. */
  readonly children: (labelId: string, aboutId: string) => ReactNode
}

/** A setting with several choices, or a button. */
export function Choice({ label, about, control, children }: ChoiceProps) {
  const id = useId()
  const aboutId = `${id}-about`
  return (
    <div className={classes.setting}>
      <div className={classes.words}>
        {control ? (
          <label className={classes.label} id={id} htmlFor={control}>
            {label}
          </label>
        ) : (
          <span className={classes.label} id={id}>
            {label}
          </span>
        )}
        {about && (
          <Text className={classes.about} id={aboutId} c="dimmed">
            {about}
          </Text>
        )}
      </div>
      {children(id, aboutId)}
    </div>
  )
}
