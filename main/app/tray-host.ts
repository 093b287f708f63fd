import { sessionBus } from 'dbus-native'

const WATCHER = 'org.kde.StatusNotifierWatcher'
const PATH = '/StatusNotifierWatcher'
const BUS = 'org.freedesktop.DBus'
/** The signals behind which the answer may be another: the watcher comes or goes, its host does. */
const NEWS = [
  { path: '/org/freedesktop/DBus', interface: BUS, member: 'NameOwnerChanged', about: `,arg0='${WATCHER}'` },
  { path: PATH, interface: WATCHER, member: 'StatusNotifierHostRegistered', about: '' },
  { path: PATH, interface: WATCHER, member: 'StatusNotifierHostUnregistered', about: '' },
] as const

/**
 * Tells whether the desktop shows tray icons, once it is known and again whenever it changes: a panel may start after us, or go. On Linux a
 * StatusNotifierWatcher with a host says so on the session bus; other systems always have a tray. Without a session bus there is none.
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
    // No deadline: a bus or a watcher that answers late has answered, and until then what was known stands.
    const busAddress = decodeURIComponent(address)
    const bus = sessionBus({ busAddress, authMethods: ['EXTERNAL'], timeout: 0 })
    const { connection } = bus
    // Whatever breaks the connection ends it: every call fails then.
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
      // A watcher that hangs may be asked again meanwhile.
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
