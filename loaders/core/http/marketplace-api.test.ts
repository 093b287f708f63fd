import { describe, expect, test } from 'vitest'
import {
  byStatus,
  type ErrorResponse,
  judge,
  plainText,
  type Rule,
  scaledTimeouts,
} from './marketplace-api.ts'

const answer: ErrorResponse = {
  host: 'ozon-seller',
  method: 'POST',
  path: '/v1/list',
  status: 403,
  json: null,
  text: '',
  at: 7,
}

describe('the table of errors', () => {
  const is =
    (status: number): Rule[0] =>
    of =>
      of.status === status

  test('is read to the first line that holds, which says a cause or looks closer', () => {
    const rules: readonly Rule[] = [
      [is(401), 'bad_key'],
      [is(403), ({ at }) => ({ kind: 'later', until: at })],
      [is(403), 'no_role'],
    ]
    expect(judge(rules, answer)).toEqual({ kind: 'later', until: 7 })
    expect(judge(rules, { ...answer, status: 401 })).toEqual({ kind: 'bad_key' })
  })

  test('has nothing to say of what it does not know', () => {
    expect(judge([[is(401), 'bad_key']], answer)).toBeNull()
  })
})

test('the text of an answer that is no JSON is its beginning, and a page of a gateway says nothing', () => {
  expect(plainText({ ...answer, text: 'x'.repeat(10_000) })).toBe('x'.repeat(500))
  expect(plainText({ ...answer, text: ' <html>502</html>' })).toBe('')
})

test.each([
  [301, 'server'],
  [399, 'server'],
  [400, 'bad_request'],
  [401, 'bad_key'],
  [402, 'bad_request'],
  [403, 'no_role'],
  [404, 'not_found'],
  [405, 'bad_request'],
  [408, 'server'],
  [409, 'server'],
  [410, 'obsolete'],
  [411, 'bad_request'],
  [424, 'bad_request'],
  [425, 'server'],
  [426, 'bad_request'],
  [429, 'rate'],
  [499, 'bad_request'],
  [500, 'server'],
  [503, 'server'],
])('a bare %i is %s', (status, cause) => {
  expect(byStatus(status)).toBe(cause)
})

test('timeouts are shorter at a pace, but not below five seconds, and never longer than they are', () => {
  const timeouts = { connect: 3_000, headers: 90_000, body: 60_000 }
  expect(scaledTimeouts(timeouts, 1)).toEqual(timeouts)
  expect(scaledTimeouts(timeouts, 10)).toEqual({ connect: 3_000, headers: 9_000, body: 6_000 })
  expect(scaledTimeouts(timeouts, 1000)).toEqual({ connect: 3_000, headers: 5_000, body: 5_000 })
})
