import { parentPort, workerData } from 'node:worker_threads'

/** A worker that dies as the questions say: `settings.get` ends it at once, `coverage.get` by an exception; everything else it leaves unanswered. */
parentPort?.on('message', (message: { name?: string; close?: boolean }) => {
  if (message.close) process.exit(0)
  if (message.name === 'settings.get') process.exit(3)
  if (message.name === 'coverage.get') throw new Error(`out of memory in ${String(workerData.dataDir)}`)
})
