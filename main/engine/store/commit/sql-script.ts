/** One statement. It is answered by the first value of its first row, by the count of rows it changed, or not at all. */
export interface Ask {
  readonly sql: string
  readonly want: 'value' | 'changes' | 'nothing'
}
export type Answer = string | number | null
/** What a slice does to the tables, in words of both dialects: each store drives it over its own connection. */
export type Asks<R> = Generator<Ask, R, Answer>

export const value = (sql: string): Ask => ({ sql, want: 'value' })
export const change = (sql: string): Ask => ({ sql, want: 'changes' })
export const say = (sql: string): Ask => ({ sql, want: 'nothing' })
