import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { surroundings } from '#contract/host.ts'
import type { Background } from '#contract/schedule.ts'
import { sandbox } from '../support/sandbox.ts'
import { workerHost } from '../support/worker-host.ts'

test('what only the host may tell the engine is no method for a page', async () => {
  const market = await sandbox()
  const dataDir = mkdtempSync(join(tmpdir(), 'prilavok-surroundings-'))
  const host = workerHost(market, dataDir)
  try {
    for (const name of Object.keys(surroundings))
      expect(await host.ask(name, { online: false })).toMatchObject({ ok: false, kind: 'unknown_method' })
    expect(await host.ask('shop.list')).toMatchObject({ ok: true })
  } finally {
    await host.close()
    await market.close()
    rmSync(dataDir, { recursive: true, force: true })
  }
})

test('background settings have defaults, change one by one, and every change is an event', async () => {
  const market = await sandbox()
  const dataDir = mkdtempSync(join(tmpdir(), 'prilavok-background-'))
  const host = workerHost(market, dataDir)
  try {
    const before = await host.get<Background>('background.get')
    expect(before).toEqual({
      paused: false,
      closeToTray: true,
      startAtLogin: null,
      onlyWhileOpen: false,
      economy: 'off',
      quiet: null,
      olderHistory: true,
      notify: {
        key_expires: true,
        access_lost: true,
        load_finished: true,
        step_failing: true,
        content_changes: true,
      },
    })
    await host.get('background.set', { quiet: { from: '23:00', to: '07:00' } })
    const after = await host.get<Background>('background.set', { notify: { load_finished: false } })
    expect(after).toEqual({
      ...before,
      quiet: { from: '23:00', to: '07:00' },
      notify: { ...before.notify, load_finished: false },
    })
    expect(host.events.findLast(({ event }) => event === 'background.changed')?.payload).toEqual(after)
    expect(await host.get('background.get')).toEqual(after)
  } finally {
    await host.close()
    await market.close()
    rmSync(dataDir, { recursive: true, force: true })
  }
})
