import { randomUUID } from 'node:crypto'
import type { Reply } from '../http.ts'
import type { Call } from './call.ts'
import { ok } from './call.ts'
import { remainsRefusal } from './errors.ts'
import type { Job } from './shop.ts'

/** Seconds until a task is done. */
const READY_AFTER = 12

/** Orders a task; answers with its id. */
export function orderTask({ shop, speedup }: Call, asked: object): Reply {
  const createdAt = Date.now()
  const id = randomUUID()
  shop.tasks.set(id, { id, createdAt, readyAt: createdAt + (READY_AFTER * 1000) / speedup, asked })
  return ok({ data: { taskId: id } })
}

function jobOf({ shop, part }: Call): Job {
  const job = shop.tasks.get(part)
  if (!job) throw remainsRefusal(404, 'task not found')
  return job
}

/** GET …/tasks/{id}/status. */
export function taskState(call: Call): Reply {
  const { id, createdAt, readyAt } = jobOf(call)
  const now = Date.now()
  const status = now >= readyAt ? 'done' : now < (createdAt + readyAt) / 2 ? 'new' : 'processing'
  return ok({ data: { id, status } })
}

/** What was asked of a task that is done; 400 before that. */
export function askedOf(call: Call): object {
  const { readyAt, asked } = jobOf(call)
  if (Date.now() < readyAt) throw remainsRefusal(400, 'task is not done')
  return asked
}
