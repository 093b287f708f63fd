// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { KindError } from '#contract/errors.ts'
import type { Background } from '#contract/schedule.ts'
import { words } from '#i18n'
import { asked, close, fieldOf, leave, open, page, reply, showPage, tell, type } from '../../other-end.tsx'

beforeEach(open)
afterEach(close)

const { t, error } = words('en')
const FROM = t('settings.quiet.start')
const TO = t('settings.quiet.end')
const IN_FORCE = { from: '23:00', to: '07:00' }
const BACKGROUND: Background = {
  paused: false,
  closeToTray: true,
  startAtLogin: false,
  onlyWhileOpen: false,
  economy: 'off',
  quiet: IN_FORCE,
  olderHistory: true,
  notify: {
    key_expires: true,
    access_lost: true,
    load_finished: true,
    step_failing: true,
    content_changes: true,
  },
}
const shown = () => [fieldOf(FROM).value, fieldOf(TO).value]
const sent = () => asked.filter(({ name }) => name === 'background.set').map(({ input }) => input)

async function openSettings() {
  const { SettingsPage } = await import('./SettingsPage.tsx')
  await showPage(<SettingsPage />)
  await reply({ version: '1.0.0', systemLanguage: 'en', readOnly: false }, 'app.info')
  await reply(BACKGROUND, 'background.get')
}
async function enter(text: string, label: string) {
  await type(text, label)
  await leave(label)
}

describe('quiet hours', () => {
  it('that could not be saved are shown as they are in force, with the reason', async () => {
    await openSettings()
    await enter('21:30', FROM)
    expect(sent()).toEqual([{ quiet: { from: '21:30', to: '07:00' } }])
    expect(shown()).toEqual(['21:30', '07:00'])
    await reply(new KindError('disk_full'), 'background.set')
    expect(shown()).toEqual(['23:00', '07:00'])
    expect(page()).toContain(error('disk_full'))
  })

  it('that were saved stay, and those of another window take their place', async () => {
    await openSettings()
    await enter('21:30', FROM)
    const quiet = { from: '21:30', to: '07:00' }
    await reply({ ...BACKGROUND, quiet }, 'background.set')
    expect(shown()).toEqual(['21:30', '07:00'])
    await tell('background.changed', { ...BACKGROUND, quiet: IN_FORCE })
    expect(shown()).toEqual(['23:00', '07:00'])
  })

  it('entered one right after the other are both saved', async () => {
    await openSettings()
    await enter('21:30', FROM)
    await enter('06:00', TO)
    expect(sent().at(-1)).toEqual({ quiet: { from: '21:30', to: '06:00' } })
    await reply({ ...BACKGROUND, quiet: { from: '21:30', to: '07:00' } }, 'background.set')
    expect(shown()).toEqual(['21:30', '06:00'])
    await reply({ ...BACKGROUND, quiet: { from: '21:30', to: '06:00' } }, 'background.set')
    expect(shown()).toEqual(['21:30', '06:00'])
  })

  it('typed while an earlier change is being saved are not lost when that fails', async () => {
    await openSettings()
    await enter('21:30', FROM)
    await type('22:00', FROM)
    await reply(new KindError('disk_full'), 'background.set')
    expect(shown()).toEqual(['22:00', '07:00'])
  })

  it('that are incomplete, or what they were, are not sent', async () => {
    await openSettings()
    await enter('', FROM)
    await enter('07:00', TO)
    expect(sent()).toEqual([])
    expect(shown()).toEqual(['23:00', '07:00'])
  })
})
