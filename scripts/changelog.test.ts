import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { dayNumber, dayOfNumber } from '#contract/days.ts'

const ROOT = join(import.meta.dirname, '..')
const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string }
const lines = readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8').split('\n')
const headings = lines.filter(line => line.startsWith('## '))
const RELEASED = /^## \[(\d+\.\d+\.\d+)\] - (\d{4}-\d{2}-\d{2})$/

describe('the change log', () => {
  test('has one section for what is not released yet, then one for each version with the day of its release, newest first', () => {
    const [first, ...rest] = headings
    expect(first).toBe('## [Unreleased]')
    const released = rest.map(heading => RELEASED.exec(heading)?.slice(1) ?? [heading])
    for (const [of, day = ''] of released) expect(dayOfNumber(dayNumber(day)), of).toBe(day)
    const days = released.map(([, day = '']) => day)
    expect(days).toEqual(days.toSorted().reverse())
    expect(new Set(released.map(([of]) => of)).size).toBe(released.length)
  })

  test('tells of the version of this app', () => {
    expect(headings.map(heading => RELEASED.exec(heading)?.[1])).toContain(version)
  })

  test('says under Added, Changed, Removed, Fixed or Security what came, a sentence each', () => {
    const said = lines.slice(lines.indexOf('## [Unreleased]')).filter(line => line !== '')
    for (const [at, line] of said.entries()) {
      expect(line).toMatch(
        /^(## \[.*|### (Added|Changed|Removed|Fixed|Security)|- (?!New|Mended|Faster).*[.!])$/,
      )
      // No heading without entries.
      if (line.startsWith('### ')) expect(said[at + 1], line).toMatch(/^- /)
    }
  })
})
