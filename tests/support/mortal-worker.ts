import { parentPort } from 'node:worker_threads'
import '../../main/engine/worker.ts'

/** The engine's thread with a fault of the program in it that strikes when it is told to. */
parentPort?.on('message', (message: object) => {
  if ('fail' in message) throw new Error('a fault of the program')
})
