import { describe, expect, test } from 'vitest'
import { LoadError } from '../errors.ts'
import { confirmObsolete } from './confirm-obsolete.ts'

/** Gives these answers in order and records what was done. */
function witness(...answers: readonly (string | Error)[]) {
  const done: string[] = []
  const left = [...answers]
  const send = async () => {
    done.push('sent')
    const answer = left.shift()
    if (answer instanceof Error) throw answer
    return answer
  }
  const pause = async () => {
    done.push('paused')
  }
  return { done, asked: confirmObsolete(send, pause) }
}
const gone = new LoadError('obsolete', 'gone')

describe('a method that is said to be gone', () => {
  test('is asked again behind a pause, and what the second answer means counts', async () => {
    const stray = witness(gone, 'here')
    expect(await stray.asked).toBe('here')
    expect(stray.done).toEqual(['sent', 'paused', 'sent'])
    const twice = witness(gone, gone)
    await expect(twice.asked).rejects.toBe(gone)
    const other = witness(gone, new LoadError('no_role', 'no'))
    await expect(other.asked).rejects.toMatchObject({ kind: 'no_role' })
  })

  test('is the only one that is: any other answer counts at once', async () => {
    for (const error of [new LoadError('not_found', 'no'), new TypeError('a defect')]) {
      const one = witness(error)
      await expect(one.asked).rejects.toBe(error)
      expect(one.done).toEqual(['sent'])
    }
    const good = witness('here')
    expect(await good.asked).toBe('here')
    expect(good.done).toEqual(['sent'])
  })
})
