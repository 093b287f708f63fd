// @ts-check
import { spawn } from 'node:child_process'
import { constants } from 'node:os'

/** @typedef {{ cwd?: string, env?: NodeJS.ProcessEnv, stdio?: import('node:child_process').StdioOptions, timeout?: number }} Options */

/**
 * Runs a command in this terminal and answers its exit code (128 + signal when one ended it). A signal that stops us stops it first.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {Options} [options]
 * @returns {Promise<number>}
 */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit', ...options })
    // The terminal sends Ctrl-C to the whole group; a supervisor sends it to us alone.
    const pass = (/** @type {NodeJS.Signals} */ signal) => child.kill(signal)
    const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])
    for (const signal of signals) process.on(signal, pass)
    const done = () => {
      for (const signal of signals) process.off(signal, pass)
    }
    child.once('error', error => {
      done()
      reject(error)
    })
    child.once('close', (code, signal) => {
      done()
      resolve(code ?? 128 + (signal ? constants.signals[signal] : 0))
    })
  })
}

/** As `run`, with both outputs on standard error, so that standard output stays the task's.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {Options} [options]
 */
export const runAside = (command, args, options = {}) =>
  run(command, args, { stdio: ['ignore', 2, 2], ...options })
