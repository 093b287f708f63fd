/** The change of a figure: `points` for ratios, `percent` for everything else. */
export interface Delta {
  readonly direction: 'up' | 'down' | 'same'
  /** Absolute size: percent or percentage points. */
  readonly size: number
}

/** The change of a figure against the previous period; null if either is unknown or the previous one is zero. */
export function deltaOf(
  value: number | null,
  previous: number | null,
  unit: 'percent' | 'points',
): Delta | null {
  if (value === null || previous === null || (unit === 'percent' && previous === 0)) return null
  const move = unit === 'points' ? value - previous : ((value - previous) / Math.abs(previous)) * 100
  // A change shown as 0,0 is none.
  if (Math.abs(move) < 0.05) return { direction: 'same', size: 0 }
  return { direction: move > 0 ? 'up' : 'down', size: Math.abs(move) }
}
