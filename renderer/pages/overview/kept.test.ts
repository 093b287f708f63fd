import { expect, it } from 'vitest'
import { keptOf } from './kept.ts'

const asked = (value: string | undefined, error: 'server' | null = null) => ({ value, error })

it('while a question is asked the answer before it stands, and is known to be no answer to it', () => {
  expect(keptOf(asked(undefined), undefined)).toEqual({ answer: undefined, stale: false })
  expect(keptOf(asked(undefined), 'October')).toEqual({ answer: 'October', stale: true })
  expect(keptOf(asked('November'), 'October')).toEqual({ answer: 'November', stale: false })
})

it('under a question that failed no figures of another one stand', () => {
  expect(keptOf(asked(undefined, 'server'), 'October')).toEqual({ answer: undefined, stale: false })
})

it('an answer that could not be asked for again still stands', () => {
  expect(keptOf(asked('November', 'server'), 'November')).toEqual({ answer: 'November', stale: false })
})
