/** The point that a key selects, counted from 0: null deselects, undefined means that the key has no effect. */
export function stepTo(key: string, from: number | null, points: number): number | null | undefined {
  if (key === 'Escape') return from === null ? undefined : null
  if (points === 0) return undefined
  const last = points - 1
  const within = (point: number) => Math.min(last, Math.max(0, point))
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowDown':
      return from === null ? last : within(from - 1)
    case 'ArrowRight':
    case 'ArrowUp':
      return from === null ? 0 : within(from + 1)
    case 'PageDown':
      return from === null ? last : within(from - 7)
    case 'PageUp':
      return from === null ? 0 : within(from + 7)
    case 'Home':
      return 0
    case 'End':
      return last
    default:
      return undefined
  }
}
