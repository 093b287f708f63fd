import { afterAll, beforeAll, expect, test } from 'vitest'
import { wbClient } from '../../tests/support/wb-client.ts'
import { type Sandbox, startSandbox } from '../index.ts'

const SHOPS = ['demo', 'wb-demo'] as const
const options = {
  today: '2026-11-18',
  limits: false,
  speedup: 1000,
  scale: 0.4,
  wbCards: 24,
  wbOrders: 2,
} as const

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox(options)
})
afterAll(() => sandbox.close())

const cards = async () => {
  const { get } = wbClient(sandbox, sandbox.tokens.demo.token)
  const settings = { sort: { ascending: true }, filter: { withPhoto: -1 }, cursor: { limit: 100 } }
  type Page = {
    cards: {
      nmID: number
      title: string
      description: string
      updatedAt: string
      photos?: { big: string }[]
    }[]
  }
  return (await get<Page>('wb-content', 'POST', '/content/v2/get/cards/list', { settings })).cards
}

test('nothing changes on the first day; on thirty later ones every kind of change comes, the same for a seed', async () => {
  for (const shop of SHOPS) expect(sandbox.contentChanges(shop)).toEqual([])
  const before = new Map((await cards()).map(card => [card.nmID, card]))
  sandbox.advance(30)
  for (const shop of SHOPS) {
    const changes = sandbox.contentChanges(shop)
    expect(new Set(changes.map(({ deed }) => deed)).size).toBe(9)
    expect(changes.every(({ before, after }) => JSON.stringify(before) !== JSON.stringify(after))).toBe(true)
    const { content } = sandbox.causesTruth(shop)
    expect(content.length).toBeGreaterThan(20)
    expect(changes).toEqual(expect.arrayContaining([...content]))
    expect(changes.some(({ effect }) => effect > 1)).toBe(true)
    expect(changes.some(({ effect }) => effect === 1)).toBe(true)
    const published = await fetch(`${sandbox.url}/_sandbox/content?shop=${shop}`)
    expect(await published.json()).toEqual(changes)
  }
  const again = await startSandbox(options)
  // By one leap or day by day, the script is the same.
  for (let day = 0; day < 30; day += 1) again.advance(1)
  for (const shop of SHOPS) expect(again.contentChanges(shop)).toEqual(sandbox.contentChanges(shop))
  await again.close()

  // A changed card appears after the cursor, with the result of all its changes.
  const last = new Map(sandbox.contentChanges('wb-demo').map(({ card, day }) => [card, day]))
  const now = await cards()
  expect(last.size).toBeGreaterThan(5)
  for (const card of now) {
    const day = last.get(card.nmID)
    if (day) expect(card.updatedAt > `${before.get(card.nmID)?.updatedAt}`).toBe(true)
    else
      expect(card).toMatchObject({
        title: before.get(card.nmID)?.title,
        description: before.get(card.nmID)?.description,
      })
  }
})
