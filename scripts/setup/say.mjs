// @ts-check

/** Tells a person what set-up does. Standard output belongs to the task: with --json it is read by a program. */
export function say(/** @type {string} */ text) {
  process.stderr.write(`${text}\n`)
}

/** Set-up cannot go on, and the message says what a person can do about it. */
export class SetupError extends Error {}
