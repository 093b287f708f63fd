/** Options that every command takes. */
export interface Globals {
  readonly json: boolean
  readonly dataDir?: string
  readonly api?: string
  readonly keys: 'keychain' | 'env'
  readonly pace?: number
  readonly startDay?: string
}
