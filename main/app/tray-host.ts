import type { Message } from './dbus/bus.ts'
import { connectBus } from './dbus/bus.ts'

const WATCHER = 'org.kde.StatusNotifierWatcher'
const DBUS = { to: 'org.freedesktop.DBus', path: '/org/freedesktop/DBus', interface: 'org.freedesktop.DBus' }

/**
 * Tells whether the desktop shows tray icons, now and again whenever that changes: a panel may start after us, or go. On Linux a StatusNotifierWatcher with a host
 * says so on the session bus; other systems always have a tray.
 */
export async function watchTrayHost(
  told: (present: boolean) => void,
  address = process.env.DBUS_SESSION_BUS_ADDRESS,
): Promise<void> {
  if (process.platform !== 'linux') return told(true)
  try {
    const bus = await connectBus(address ?? `unix:path=${process.env.XDG_RUNTIME_DIR}/bus`, message => {
      if (speaksOfTheWatcher(message)) void look()
    })
    const look = async () => told(await hasHost().catch(() => false))
    const hasHost = async () => {
      const property = { signature: 'ss', body: [WATCHER, 'IsStatusNotifierHostRegistered'] }
      const [answer] = await bus.call({
        to: WATCHER,
        path: '/StatusNotifierWatcher',
        interface: 'org.freedesktop.DBus.Properties',
        member: 'Get',
        ...property,
      })
      return (answer as { value: unknown }).value === true
    }
    for (const rule of [`member='NameOwnerChanged',arg0='${WATCHER}'`, `interface='${WATCHER}'`])
      await bus.call({ ...DBUS, member: 'AddMatch', signature: 's', body: [`type='signal',${rule}`] })
    await look()
  } catch {
    // Without a session bus there is no tray either.
    told(false)
  }
}

const speaksOfTheWatcher = ({ member, interface: of }: Message): boolean =>
  member === 'NameOwnerChanged' || (of === WATCHER && (member?.startsWith('StatusNotifierHost') ?? false))
