/** How a figure moved. `points` for shares, `percent` for everything else. */
export interface Delta {
  readonly direction: 'up' | 'down' | 'same'
  /** The size of the move, never negative: percent or percentage points. */
  readonly size: number
}

/** The move of a figure against its predecessor; null where there is nothing to compare with: either unknown, or a zero to divide by. */
export function deltaOf(
  value: number | null,
  previous: number | null,
  unit: 'percent' | 'points',
): Delta | null {
  if (value === null || previous === null || (unit === 'percent' && previous === 0)) return null
  const move = unit === 'points' ? value - previous : ((value - previous) / Math.abs(previous)) * 100
  // What rounds to 0,0 on the screen has not moved.
  if (Math.abs(move) < 0.05) return { direction: 'same', size: 0 }
  return { direction: move > 0 ? 'up' : 'down', size: Math.abs(move) }
}
