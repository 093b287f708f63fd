import { expect, it } from 'vitest'
import { hearing } from './hearing.ts'

const opened = () => hearing<{ notice: string; changed: number }>('notice')

it('what is told before anybody hears it waits for the first who does, in its order, and is told once', () => {
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

it('what only says that something changed is not kept: who comes later asks anew', () => {
  const { hear, tell } = opened()
  const heard: number[] = []
  tell('changed', 1)
  hear('changed', told => heard.push(told))
  tell('changed', 2)
  expect(heard).toEqual([2])
})

it('who has stopped hears no more, and a word waits again', () => {
  const { hear, tell } = opened()
  const heard: string[] = []
  hear('notice', told => heard.push(`gone: ${told}`))()
  tell('notice', 'late')
  hear('notice', told => heard.push(told))
  expect(heard).toEqual(['late'])
})
