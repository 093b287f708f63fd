import type { Dims } from '../store/sqlite/connection.ts'

/** What was said to the person, each thing once ever. Works within the transaction of whoever decides. */
export const sentLog = (dims: Dims, now: number) => {
  const at = new Date(now).toISOString()
  const find = dims.prepare('SELECT told_at FROM notifications WHERE key = ?').pluck()
  const insert = dims.prepare('INSERT OR IGNORE INTO notifications (key, told_at) VALUES (?, ?)')
  return {
    has: (key: string): boolean => find.get(key) !== undefined,
    /** True the first time. */
    claim: (key: string): boolean => insert.run(key, at).changes === 1,
    /** Ms since a state with this name was met for the first time. */
    since(key: string): number {
      insert.run(key, at)
      return now - Date.parse(find.get(key) as string)
    },
    /** The thing is over: the next one of this name is another. */
    forget: (key: string): void => void dims.prepare('DELETE FROM notifications WHERE key = ?').run(key),
  }
}
export type SentLog = ReturnType<typeof sentLog>
