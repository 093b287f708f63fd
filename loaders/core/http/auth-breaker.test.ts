import { describe, expect, test } from 'vitest'
import { LoadError } from '../errors.ts'
import { authBreaker } from './auth-breaker.ts'

const bad = (n = 0) => new LoadError('bad_key', `refused ${n}`)
const [one, other] = [{ name: 'one' }, { name: 'other' }]
const DOOR = 'host'

/** Whether a request may be sent now, must wait, or gets the refusal. */
async function may(doors: ReturnType<typeof authBreaker>, asker: object, door = DOOR): Promise<string> {
  const told = doors.open(door, asker).then(
    () => 'asks',
    (error: LoadError) => error.message,
  )
  return Promise.race([told, new Promise<string>(resolve => setImmediate(() => resolve('waits')))])
}

describe('behind a door that was refused', () => {
  test('one finds out, the others wait for it, and another door stands open', async () => {
    const doors = authBreaker()
    expect(await may(doors, one)).toBe('asks')
    expect(doors.failed(DOOR, one, bad(), false)).toBe(true)
    expect(await may(doors, one)).toBe('asks')
    expect(await may(doors, other)).toBe('waits')
    expect(await may(doors, other, 'another')).toBe('asks')
  })

  test('all go on after a good answer, and the count begins anew', async () => {
    const doors = authBreaker()
    for (let n = 0; n < 9; n += 1) expect(doors.failed(DOOR, one, bad(), false)).toBe(true)
    const waits = doors.open(DOOR, other)
    doors.succeeded(DOOR)
    await waits
    for (let n = 0; n < 9; n += 1) expect(doors.failed(DOOR, other, bad(), false)).toBe(true)
    expect(doors.failed(DOOR, other, bad(), false)).toBe(false)
  })

  test('nobody asks after ten in a row: all are told the last', async () => {
    const doors = authBreaker()
    const waits = doors.failed(DOOR, one, bad(1), false) && doors.open(DOOR, other)
    for (let n = 2; n < 10; n += 1) expect(doors.failed(DOOR, one, bad(n), false)).toBe(true)
    expect(doors.failed(DOOR, one, bad(10), false)).toBe(false)
    await expect(waits).rejects.toThrow('refused 10')
    expect(await may(doors, one)).toBe('refused 10')
  })

  test('a refusal of what was sent before the doubt began counts for nothing, and is tried again', async () => {
    const doors = authBreaker()
    doors.failed(DOOR, one, bad(1), false)
    for (let n = 0; n < 20; n += 1) expect(doors.failed(DOOR, other, bad(2), false)).toBe(true)
    for (let n = 2; n < 10; n += 1) expect(doors.failed(DOOR, one, bad(n), false)).toBe(true)
    expect(doors.failed(DOOR, one, bad(10), false)).toBe(false)
  })

  test('a final refusal is not asked again by whoever meets it, and leaves nobody waiting', async () => {
    const doors = authBreaker()
    doors.failed(DOOR, one, bad(1), false)
    const waits = doors.open(DOOR, other)
    expect(doors.failed(DOOR, other, bad(2), true)).toBe(false)
    await waits
    expect(await may(doors, { name: 'third' })).toBe('asks')
  })

  test('the next finds out where the first one left without a word', async () => {
    const doors = authBreaker()
    doors.failed(DOOR, one, bad(1), false)
    const waits = doors.open(DOOR, other)
    expect(doors.leave(DOOR, other, false)).toBeNull()
    expect(await may(doors, other)).toBe('waits')
    expect(doors.leave(DOOR, one, false)).toBeNull()
    await waits
    // It retries and is refused too: the others wait for it, and the count goes on.
    expect(doors.failed(DOOR, other, bad(2), false)).toBe(true)
    expect(await may(doors, one)).toBe('waits')
    for (let n = 3; n < 10; n += 1) expect(doors.failed(DOOR, other, bad(n), false)).toBe(true)
    expect(doors.failed(DOOR, other, bad(10), false)).toBe(false)
  })

  test('the refusal stands where nobody can find out in time', async () => {
    const doors = authBreaker()
    doors.failed(DOOR, one, bad(1), false)
    const waits = doors.open(DOOR, other)
    expect(doors.leave(DOOR, other, true)).toBeNull()
    expect(doors.leave(DOOR, one, true)?.message).toBe('refused 1')
    await expect(waits).rejects.toThrow('refused 1')
  })

  test('who leaves a door that nobody refused hears nothing', () => {
    expect(authBreaker().leave(DOOR, one, true)).toBeNull()
  })
})
