import { parentPort, workerData } from 'node:worker_threads'

/** A worker that dies on demand: `settings.get` exits, `coverage.get` throws; other calls stay unanswered. */
parentPort?.on('message', (message: { name?: string; close?: boolean }) => {
  if (message.close) process.exit(0)
  if (message.name === 'settings.get') process.exit(3)
  if (message.name === 'coverage.get') throw new Error(`out of memory in ${String(workerData.dataDir)}`)
})
