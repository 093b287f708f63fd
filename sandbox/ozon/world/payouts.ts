/** Money that the marketplace has paid to the seller: a Moscow day and kopecks. */
export type Payout = { readonly day: number; readonly sum: number }

/** Day number of a Monday. */
const MONDAY = 4

/** Each Monday all that stands on the balance is paid, unless the seller is in debt. */
export function makePayouts(accruedOn: (day: number) => number, startDay: number, today: number): Payout[] {
  const made: Payout[] = []
  let balance = 0
  for (let day = startDay; day <= today; day++) {
    if ((day - MONDAY) % 7 === 0 && balance > 0) {
      made.push({ day, sum: balance })
      balance = 0
    }
    balance += accruedOn(day)
  }
  return made
}
