import { sessionBus } from 'dbus-native'

const WATCHER = 'org.kde.StatusNotifierWatcher'
const PATH = '/StatusNotifierWatcher'
const BUS = 'org.freedesktop.DBus'
/** Signals after which the answer may change: the watcher or its host appears or disappears. */
const NEWS = [
  { path: '/org/freedesktop/DBus', interface: BUS, member: 'NameOwnerChanged', about: `,arg0='${WATCHER}'` },
  { path: PATH, interface: WATCHER, member: 'StatusNotifierHostRegistered', about: '' },
  { path: PATH, interface: WATCHER, member: 'StatusNotifierHostUnregistered', about: '' },
] as const

/**
 * Reports whether the desktop shows tray icons, first when known and then on every change, since a panel may start after the app or quit. On Linux a
 * StatusNotifierWatcher with a host says so on the session bus; without a session bus there is no tray. Other systems always have one.
 */
export async function watchTrayHost(
  onChange: (present: boolean) => void,
  address = process.env.DBUS_SESSION_BUS_ADDRESS ?? `unix:path=${process.env.XDG_RUNTIME_DIR}/bus`,
): Promise<void> {
  if (process.platform !== 'linux') return onChange(true)
  let last: boolean | null = null
  const tell = (present: boolean) => {
    if (present === last) return
    last = present
    onChange(present)
  }
  try {
    // No timeout: until a slow bus or watcher responds, the previous answer stands.
    const busAddress = decodeURIComponent(address)
    const bus = sessionBus({ busAddress, authMethods: ['EXTERNAL'], timeout: 0 })
    const { connection } = bus
    // Any error closes the connection, so that every pending call fails.
    connection.on('error', () => connection.stream.destroy())
    connection.on('handlerError', () => connection.stream.destroy())
    connection.on('close', () => tell(false))

    let asked = 0
    const look = async () => {
      asked += 1
      const question = asked
      const present = await bus
        .invoke({
          destination: WATCHER,
          path: PATH,
          interface: `${BUS}.Properties`,
          member: 'Get',
          signature: 'ss',
          body: [WATCHER, 'IsStatusNotifierHostRegistered'],
        })
        .then(
          value => value === true,
          () => false,
        )
      // A newer question may have been sent while a watcher hung; only the newest answer counts.
      if (question === asked) tell(present)
    }
    for (const { about, ...signal } of NEWS) {
      const { path, interface: of, member } = signal
      bus.signals.on(bus.mangle(signal), look)
      await bus.addMatch(`type='signal',path='${path}',interface='${of}',member='${member}'${about}`)
    }
    await look()
  } catch {
    tell(false)
  }
}
