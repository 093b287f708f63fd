/** Days of history of the reports in which Ozon adds up its own accruals. */
export const DEPTH = 365
/** Days for which a period is read again after its end, as its accruals are: corrections arrive for weeks. */
export const REREAD = 30
