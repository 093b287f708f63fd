import { expect, it } from 'vitest'
import { hearing } from './hearing.ts'

const opened = () => hearing<{ notice: string; changed: number }>('notice')

it('events before the first subscriber wait for it, in order, and are delivered once', () => {
  const { hear, tell } = opened()
  const [first, second, third]: [string[], string[], string[]] = [[], [], []]
  tell('notice', 'one')
  tell('notice', 'two')
  hear('notice', told => first.push(told))
  hear('notice', told => second.push(told))
  tell('notice', 'three')
  hear('notice', told => third.push(told))
  expect([first, second, third]).toEqual([['one', 'two', 'three'], ['three'], []])
})

it('events of other types do not wait: a later subscriber asks for the present state', () => {
  const { hear, tell } = opened()
  const heard: number[] = []
  tell('changed', 1)
  hear('changed', told => heard.push(told))
  tell('changed', 2)
  expect(heard).toEqual([2])
})

it('after the last subscriber is gone, events wait again', () => {
  const { hear, tell } = opened()
  const heard: string[] = []
  hear('notice', told => heard.push(`gone: ${told}`))()
  tell('notice', 'late')
  hear('notice', told => heard.push(told))
  expect(heard).toEqual(['late'])
})
