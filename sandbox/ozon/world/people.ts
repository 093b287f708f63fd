/** A buyer, as a posting shows them if the seller delivers. */
export type Person = {
  readonly name: string
  readonly phone: string
  readonly street: string
}

const NAMES = ['Нечаева Ульяна Петровна', 'Ястребов Игнат', 'Мухаметзянова Зульфия', 'Щукин Лев Львович']
const STREETS = ['ул. Баумана', 'Кутузовский пр-т', 'пер. Чайный', 'наб. Обводного канала']

/** The buyer, or null, as in most postings. No test of figures depends on it. */
export function buyerOf(orderId: number): Person | null {
  if (orderId % 5 !== 0) return null
  const which = Math.floor(orderId / 5)
  return {
    name: NAMES[which % NAMES.length] ?? '',
    phone: `+7912${String(1_000_000 + (which % 9_000_000))}`,
    street: `${STREETS[which % STREETS.length]}, ${1 + (which % 90)}`,
  }
}
