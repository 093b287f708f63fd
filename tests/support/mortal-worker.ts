import { parentPort } from 'node:worker_threads'
import '../../main/engine/worker.ts'

/** The engine's worker with a bug that can be triggered by a message. */
parentPort?.on('message', (message: object) => {
  if ('fail' in message) throw new Error('a fault of the program')
})
