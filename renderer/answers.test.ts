import { expect, test } from 'vitest'
import { answers } from './answers.ts'

const entry = (key: string) => ({ key, watchers: new Set<string>() })

test('answers that nobody watches go, the ones left longest ago first; one that is watched stays', () => {
  const kept = answers<ReturnType<typeof entry>>(2)
  const of = (key: string) => kept.get(key, () => entry(key))
  const here = () => [...kept.values()].map(({ key }) => key).sort()
  of('watched').watchers.add('page')
  kept.left('watched')
  for (let asked = 0; asked < 100; asked += 1) {
    const one = of(`period ${asked}`)
    one.watchers.add('page')
    one.watchers.delete('page')
    kept.left(one.key)
  }
  expect(here()).toEqual(['period 98', 'period 99', 'watched'])
  // Who comes back and leaves again was here last.
  const back = of('period 98')
  kept.left('period 98')
  of('new')
  kept.left('new')
  expect(here()).toEqual(['new', 'period 98', 'watched'])
  expect(of('period 98')).toBe(back)
})
