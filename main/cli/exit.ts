/** Exit codes: success; any other failure; steps that failed. */
export const EXIT = { ok: 0, wrong: 1, stepsFailed: 2 } as const
