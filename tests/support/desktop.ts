import { once } from 'node:events'
import { type Message, sessionBus } from 'dbus-native'

const WATCHER = 'org.kde.StatusNotifierWatcher'
const NOTIFICATIONS = 'org.freedesktop.Notifications'
const NOTIFICATIONS_PATH = '/org/freedesktop/Notifications'
const ITEM = 'org.kde.StatusNotifierItem'
const MENU = 'com.canonical.dbusmenu'

export interface Shown {
  readonly id: number
  readonly title: string
  readonly body: string
}

const ABOUT_NOTIFICATIONS = {
  GetServerInformation: () => ['desktop', 'tests', '1', '1.2'],
  GetCapabilities: () => ['body', 'actions'],
}

/** A desktop on the session bus of the app: a panel that shows tray icons, and a notification service. */
export interface Desktop {
  /** All notifications so far, oldest first. */
  readonly shown: readonly Shown[]
  /** Number of icons in the panel. */
  icons(): number
  /** Menu items of the icon, top to bottom, without separators. */
  menu(): Promise<readonly string[]>
  /** The tooltip of the icon. */
  tooltip(): Promise<string>
  choose(label: string): Promise<void>
  clickIcon(): Promise<void>
  /** Clicks on a notification. */
  open(notification: Shown): void
  /** Removes the panel; the rest of the desktop stays. */
  removePanel(): Promise<void>
  /** Lets the panel show or hide icons; the watcher stays. */
  showIcons(shows: boolean): void
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
type Layout = readonly [id: number, properties: { readonly label?: string }, below: readonly Layout[]]

/** Serves as panel and notification service on a bus. `panel: false` is a desktop without tray icons. */
export async function startDesktop(address: string, { panel = true } = {}): Promise<Desktop> {
  const shown: Shown[] = []
  const icons = new Map<string, Icon>()
  const bus = sessionBus({ busAddress: address })
  await once(bus.connection, 'connect')

  const watcher = {
    IsStatusNotifierHostRegistered: true,
    RegisterStatusNotifierItem(name: string, { sender = '' }: Message) {
      // Either a path on the caller's connection, or a name with the default path.
      icons.set(name, { owner: sender, path: name.startsWith('/') ? name : '/StatusNotifierItem' })
      return null
    },
  }
  bus.exportInterface(watcher, '/StatusNotifierWatcher', {
    name: WATCHER,
    methods: { RegisterStatusNotifierItem: ['s', '', ['item'], []] },
    properties: { IsStatusNotifierHostRegistered: 'b' },
  })
  bus.signals.on(
    bus.mangle('/org/freedesktop/DBus', 'org.freedesktop.DBus', 'NameOwnerChanged'),
    ([name, , next]: readonly [string, string, string]) => {
      if (next === '') for (const [key, { owner }] of icons) if (owner === name) icons.delete(key)
    },
  )
  const notifications = {
    ...ABOUT_NOTIFICATIONS,
    Notify(_app: string, _replaces: number, _icon: string, title: string, body: string) {
      shown.push({ id: shown.length + 1, title, body })
      return shown.length
    },
  }
  bus.exportInterface(notifications, NOTIFICATIONS_PATH, {
    name: NOTIFICATIONS,
    methods: {
      GetServerInformation: ['', 'ssss', [], ['name', 'vendor', 'version', 'spec_version']],
      GetCapabilities: ['', 'as', [], ['capabilities']],
      Notify: [
        'susssasa{sv}i',
        'u',
        ['app', 'replaces', 'icon', 'title', 'body', 'actions', 'hints', 'ms'],
        ['id'],
      ],
    },
  })
  await bus.addMatch("type='signal',member='NameOwnerChanged'")
  await bus.requestName(NOTIFICATIONS, 0)
  if (panel) await bus.requestName(WATCHER, 0)

  const icon = (): Icon => {
    const found = [...icons.values()].at(-1)
    if (!found) throw new Error('There is no icon in the panel.')
    return found
  }
  async function property(name: string): Promise<unknown> {
    const { owner: destination, path } = icon()
    const about = { interface: 'org.freedesktop.DBus.Properties', member: 'Get' }
    return bus.invoke({ destination, path, ...about, signature: 'ss', body: [ITEM, name] })
  }
  const onMenu = async (member: string, signature: string, body: unknown[]) => {
    const path = (await property('Menu')) as string
    return bus.invoke({ destination: icon().owner, path, interface: MENU, member, signature, body })
  }
  async function items(): Promise<readonly MenuItem[]> {
    const [, root] = (await onMenu('GetLayout', 'iias', [0, -1, []])) as [revision: number, Layout]
    return root[2].map(([id, { label }]) => ({ id, label: label?.replaceAll('__', '_') ?? null }))
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
      const click = async () => {
        const item = (await items()).find(each => each.label === label)
        if (!item) throw new Error(`The menu does not say: ${label}`)
        await onMenu('Event', 'isvu', [item.id, 'clicked', ['s', ''], 0])
      }
      // The app may replace its menu, and with it the items, between both calls.
      await click().catch(click)
    },
    async clickIcon() {
      const { owner: destination, path } = icon()
      await bus.invoke({
        destination,
        path,
        interface: ITEM,
        member: 'Activate',
        signature: 'ii',
        body: [0, 0],
      })
    },
    open({ id }) {
      bus.sendSignal(NOTIFICATIONS_PATH, NOTIFICATIONS, 'ActionInvoked', 'us', [id, 'default'])
    },
    async removePanel() {
      icons.clear()
      await bus.releaseName(WATCHER)
    },
    showIcons(shows) {
      watcher.IsStatusNotifierHostRegistered = shows
      const news = shows ? 'StatusNotifierHostRegistered' : 'StatusNotifierHostUnregistered'
      bus.sendSignal('/StatusNotifierWatcher', WATCHER, news)
    },
    close: () => void bus.close(),
  }
}
