/** A part of a world, made when it is first asked for. */
export const once = <T>(make: () => T): (() => T) => {
  let made: { value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

/** The same of each day. */
export const perDay = <T>(make: (day: number) => T): ((day: number) => T) => {
  const made = new Map<number, T>()
  return day => {
    if (!made.has(day)) made.set(day, make(day))
    return made.get(day) as T
  }
}
