/** Exit codes: all went well; something else went wrong; steps failed. */
export const EXIT = { ok: 0, wrong: 1, stepsFailed: 2 } as const
