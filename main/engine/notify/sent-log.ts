import type { Dims } from '../store/sqlite/connection.ts'

/** Log of sent notifications: each key is sent once. Runs inside the caller's transaction. */
export const sentLog = (dims: Dims, now: number) => {
  const at = new Date(now).toISOString()
  const find = dims.prepare('SELECT told_at FROM notifications WHERE key = ?').pluck()
  const insert = dims.prepare('INSERT OR IGNORE INTO notifications (key, told_at) VALUES (?, ?)')
  return {
    has: (key: string): boolean => find.get(key) !== undefined,
    /** Records the key; true the first time. */
    claim: (key: string): boolean => insert.run(key, at).changes === 1,
    /** Ms since the key was first seen; records it if it is new. */
    since(key: string): number {
      insert.run(key, at)
      return now - Date.parse(find.get(key) as string)
    },
    /** Forgets the key, so that the next occurrence notifies again. */
    forget: (key: string): void => void dims.prepare('DELETE FROM notifications WHERE key = ?').run(key),
  }
}
export type SentLog = ReturnType<typeof sentLog>
