import { Notification } from 'electron'
import type { AppNotification } from '#contract/schedule.ts'
import type { Words } from '#i18n'

/** Lines of one notification; systems cut off longer ones. */
const LINES = 4

/** Native notifications; a click opens a page. */
export function notifier(open: (page: string) => void) {
  // References keep notifications from being garbage-collected together with their click handlers.
  const shown = new Set<Notification>()

  function show(title: string, body: string, page = '/'): void {
    const notification = new Notification({ title, body })
    shown.add(notification)
    const over = () => void shown.delete(notification)
    notification.on('close', over)
    notification.on('failed', over)
    notification.on('click', () => {
      over()
      open(page)
    })
    notification.show()
  }

  return {
    show,
    /** Shows a notification of the engine in the user's language; several items of one kind become one notification. */
    notify({ kind, page, items }: AppNotification, { t, notification }: Words): void {
      const lines = items.slice(0, LINES).map(item => notification(kind, item))
      const more = items.length - lines.length
      const rest = more > 0 ? [t('notify.more', { count: more })] : []
      show(t(`notify.${kind}`, { count: items.length }), [...lines, ...rest].join('\n'), page)
    },
  }
}
