import { describe } from 'vitest'
import { addDays } from '#contract/days.ts'
import type { Overview } from '#contract/overview.ts'
import { marketplaceOf } from '../../loaders/index.ts'
import { expect, test } from '../support/desk.ts'
import { button, connectShop, figure, LOAD_MS, percent, sees, stepLine } from '../support/person.ts'

const SPEEDUP = 300

/** Runs in the main process: makes the engine's thread throw an uncaught exception, as a bug would. */
async function crashEngine(): Promise<void> {
  const { Session } = process.getBuiltinModule('node:inspector')
  const session = new Session()
  session.connect()
  const engine = new Promise<string>(resolve =>
    session.on('NodeWorker.attachedToWorker', ({ params }) => {
      if (params.workerInfo.title.includes('engine')) resolve(params.sessionId)
    }),
  )
  session.post('NodeWorker.enable', { waitForDebuggerOnStart: false })
  const expression = "setTimeout(() => { throw new Error('a fault of the program') })"
  const message = JSON.stringify({ id: 1, method: 'Runtime.evaluate', params: { expression } })
  session.post('NodeWorker.sendMessageToWorker', { sessionId: await engine, message })
}

describe('a load that meets trouble', () => {
  test('a failed step is named with its reason, the rest is loaded, and repeating it makes the load whole', async ({
    desk,
  }) => {
    const sandbox = await desk.sandbox({ speedup: SPEEDUP, scale: 0.3 })
    sandbox.faults.set([{ kind: 'wrong_types', path: '/v1/returns/list' }])
    const app = await desk.launch()
    const { page } = app
    await connectShop(page, 'Тихий дом', sandbox.keys.demo)
    await sees(page, 'Загрузка завершена с ошибками')
    await sees(page, '⚠️')
    expect(await percent(page)).toBeLessThanOrEqual(99)
    const returns = stepLine(page, 'ozon.returns')
    expect(await returns.getAttribute('data-status')).toBe('failed')
    expect(await returns.textContent()).toContain('Маркетплейс прислал ответ в неизвестном формате')
    expect(await page.locator('[data-status="done"]').count()).toBe(marketplaceOf('ozon').steps.length - 1)
    await app.screenshot('progress-failed')

    await page.getByRole('link', { name: 'Магазины' }).click()
    const card = page.getByRole('article', { name: 'Тихий дом' })
    await card.getByText('Загружено не всё').waitFor()
    await card.getByText('Возвраты: не загружено').waitFor()
    await card.getByRole('link', { name: 'Ход загрузки' }).click()

    sandbox.faults.clear()
    await button(page, 'Повторить неудавшиеся шаги').click()
    await sees(page, 'Данные обновлены')
    expect(await percent(page)).toBe(100)
    expect(await page.locator('[data-status="done"]').count()).toBe(marketplaceOf('ozon').steps.length)
    await page.getByRole('link', { name: 'Магазины' }).click()
    await card.getByText('Активен').waitFor()
  })

  test('a load is paused, stays paused over a restart, and goes on from where it was', async ({ desk }) => {
    const sandbox = await desk.sandbox({ speedup: 60, scale: 0.3 })
    const app = await desk.launch()
    await connectShop(app.page, 'Тихий дом', sandbox.keys.demo)
    await expect.poll(() => percent(app.page), { timeout: LOAD_MS }).toBeGreaterThanOrEqual(15)
    await button(app.page, 'Приостановить').click()
    await sees(app.page, 'Загрузка приостановлена')
    const before = await percent(app.page)
    sandbox.log.clear()
    await app.screenshot('progress-paused')
    await app.close()

    const again = await desk.launch()
    await sees(again.page, 'Загрузка приостановлена')
    expect(await percent(again.page)).toBeGreaterThanOrEqual(before)
    expect(sandbox.log.entries).toEqual([])
    await button(again.page, 'Продолжить загрузку').click()
    await sees(again.page, 'Загружаем историю магазина')
    await expect.poll(() => percent(again.page), { timeout: LOAD_MS }).toBeGreaterThan(before)
    // The catalogue was read before the pause, and is not requested again.
    expect(sandbox.log.entries.filter(({ path }) => path === '/v3/product/list')).toEqual([])
  })

  test('a worker that dies is started again, the person is told, and the load ends with every row', async ({
    desk,
  }) => {
    const sandbox = await desk.sandbox({ speedup: SPEEDUP, scale: 0.3, wholeYear: true })
    const app = await desk.launch()
    const { page, electron } = app
    await connectShop(page, 'Тихий дом', sandbox.keys.demo)
    await expect.poll(() => percent(page), { timeout: LOAD_MS }).toBeGreaterThanOrEqual(20)
    await electron.evaluate(crashEngine)
    await sees(page, 'остановилась и запущена снова. Загрузка продолжится с того же места.')
    await button(page, 'Открыть обзор').waitFor({ timeout: LOAD_MS })
    await sees(page, '🎉')
    await button(page, 'Открыть обзор').click()
    await expect.poll(() => figure(page, 'Заказано, шт.')).not.toBe('')
    const to = sandbox.today()
    const from = addDays(to, -364)
    const { value } = (await app.call('overview.get', { shopIds: null, from, to })) as { value: Overview }
    const { orders } = sandbox.truth('demo', { from, to })
    expect([value.units.value, value.revenue.value]).toEqual([orders.total.units, orders.total.revenue])
  })
})
