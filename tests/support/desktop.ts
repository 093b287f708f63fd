import type { Bus, Message } from '../../main/app/dbus/bus.ts'
import { CALL, connectBus, RETURN, SIGNAL } from '../../main/app/dbus/bus.ts'
import type { Variant } from '../../main/app/dbus/wire.ts'

const WATCHER = 'org.kde.StatusNotifierWatcher'
const NOTIFICATIONS = 'org.freedesktop.Notifications'
const ITEM = 'org.kde.StatusNotifierItem'
const MENU = 'com.canonical.dbusmenu'

export interface Shown {
  readonly id: number
  readonly title: string
  readonly body: string
}

/** A desktop around the app, on its session bus: a panel that shows tray icons and a place where notifications appear. */
export interface Desktop {
  /** All notifications so far, oldest first. */
  readonly shown: readonly Shown[]
  /** How many icons are in the panel. */
  icons(): number
  /** What the menu of the icon says, top to bottom, without separators. */
  menu(): Promise<readonly string[]>
  /** What stands beside the pointer over the icon. */
  tooltip(): Promise<string>
  choose(label: string): Promise<void>
  clickIcon(): Promise<void>
  /** Clicks on a notification. */
  open(notification: Shown): void
  /** The panel goes; the desktop stays. */
  removePanel(): Promise<void>
  close(): void
}

interface Icon {
  readonly owner: string
  readonly path: string
}
interface MenuItem {
  readonly id: number
  readonly label: string | null
}
/** `(ia{sv}av)`: an id, properties, and the items below. */
type Layout = readonly [id: number, properties: [string, Variant][], below: Variant[]]

/** Takes the place of panel and notifications on a bus. `panel: false` is a desktop that shows no tray icons. */
export async function startDesktop(address: string, { panel = true } = {}): Promise<Desktop> {
  const shown: Shown[] = []
  const icons = new Map<string, Icon>()
  const bus: Bus = await connectBus(address, (message, serial) => {
    if (message.kind === CALL) {
      const [signature, ...body] = answer(message) ?? []
      const about = signature ? { signature, body } : {}
      bus.send({ kind: RETURN, to: message.from, replyTo: serial, ...about })
    } else if (message.member === 'NameOwnerChanged') {
      const [name, , next] = message.body as string[]
      if (next === '') for (const [key, { owner }] of icons) if (owner === name) icons.delete(key)
    }
  })

  /** What a method of the desktop returns: a signature, and the values. */
  function answer({ member, body = [], from = '' }: Message): readonly [string, ...unknown[]] | null {
    switch (member) {
      case 'Get':
        return ['v', { type: 'b', value: true }]
      case 'RegisterStatusNotifierItem': {
        const name = String(body[0])
        // A path on the caller's own connection, or a name that has the usual one.
        const icon = name.startsWith('/')
          ? { owner: from, path: name }
          : { owner: from, path: '/StatusNotifierItem' }
        icons.set(name, icon)
        return null
      }
      case 'GetServerInformation':
        return ['ssss', 'desktop', 'tests', '1', '1.2']
      case 'GetCapabilities':
        return ['as', ['body', 'actions']]
      case 'Notify': {
        const [, , , title, text] = body as string[]
        shown.push({ id: shown.length + 1, title: title ?? '', body: text ?? '' })
        return ['u', shown.length]
      }
      default:
        return null
    }
  }

  const driver = {
    to: 'org.freedesktop.DBus',
    path: '/org/freedesktop/DBus',
    interface: 'org.freedesktop.DBus',
  }
  const own = (name: string) =>
    bus.call({ ...driver, member: 'RequestName', signature: 'su', body: [name, 0] })
  await bus.call({
    ...driver,
    member: 'AddMatch',
    signature: 's',
    body: ["type='signal',member='NameOwnerChanged'"],
  })
  await own(NOTIFICATIONS)
  if (panel) await own(WATCHER)

  const icon = (): Icon => {
    const found = [...icons.values()].at(-1)
    if (!found) throw new Error('There is no icon in the panel.')
    return found
  }
  async function property(name: string): Promise<unknown> {
    const { owner: to, path } = icon()
    const about = { interface: 'org.freedesktop.DBus.Properties', member: 'Get' }
    const [value] = await bus.call({ to, path, ...about, signature: 'ss', body: [ITEM, name] })
    return (value as Variant).value
  }
  const onMenu = async (member: string, signature: string, body: readonly unknown[]) => {
    const path = (await property('Menu')) as string
    return bus.call({ to: icon().owner, path, interface: MENU, member, signature, body })
  }
  async function items(): Promise<readonly MenuItem[]> {
    const [, root] = await onMenu('GetLayout', 'iias', [0, -1, []])
    return (root as Layout)[2].map(({ value }) => {
      const [id, properties] = value as Layout
      const label = new Map(properties).get('label')
      return { id, label: label ? String(label.value).replaceAll('__', '_') : null }
    })
  }

  return {
    shown,
    icons: () => icons.size,
    menu: async () => (await items()).flatMap(({ label }) => label ?? []),
    async tooltip() {
      const [, , title] = (await property('ToolTip')) as [string, unknown, string]
      return title
    },
    async choose(label) {
      const item = (await items()).find(each => each.label === label)
      if (!item) throw new Error(`The menu does not say: ${label}`)
      await onMenu('Event', 'isvu', [item.id, 'clicked', { type: 's', value: '' }, 0])
    },
    async clickIcon() {
      const { owner: to, path } = icon()
      await bus.call({ to, path, interface: ITEM, member: 'Activate', signature: 'ii', body: [0, 0] })
    },
    open({ id }) {
      const signal = { kind: SIGNAL, path: '/org/freedesktop/Notifications', interface: NOTIFICATIONS }
      bus.send({ ...signal, member: 'ActionInvoked', signature: 'us', body: [id, 'default'] })
    },
    async removePanel() {
      icons.clear()
      await bus.call({ ...driver, member: 'ReleaseName', signature: 's', body: [WATCHER] })
    },
    close: () => bus.close(),
  }
}
