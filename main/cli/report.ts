import { EXIT } from './exit.ts'
import type { Globals } from './globals.ts'
import { withEngine } from './open.ts'
import { output } from './output.ts'
import { questionOf, type ReportOptions } from './question.ts'
import { csvOf, sayReport } from './report-rows.ts'
import { whichShops } from './which.ts'

export const FORMATS = ['table', 'json', 'csv'] as const
type Format = (typeof FORMATS)[number]

/** `report`: the figures of a question, as a table for a person, as one JSON object, or as CSV with roubles and percent as plain numbers. */
export async function report(
  globals: Globals,
  options: ReportOptions & { readonly format: Format },
): Promise<number> {
  const format = globals.json ? 'json' : options.format
  const out = output({ json: format === 'json' })
  return withEngine(globals, async engine => {
    const shops = await whichShops(engine, options.shop)
    const question = questionOf(
      options,
      shops.map(({ id }) => id),
      Date.now(),
    )
    const told = await engine.handlers['report.ask'](question)
    const units = new Map((await engine.handlers['report.measures']()).map(({ id, unit }) => [id, unit]))
    const asked = { question, shops, units: question.measures.map(id => units.get(id) ?? 'count') }
    if (format === 'csv') process.stdout.write(csvOf(told, asked))
    else sayReport(told, asked, out)
    out.result({ ok: true, report: told })
    return EXIT.ok
  })
}

/** `measures`: what each measure means and what it can be cut by. */
export async function measures(globals: Globals): Promise<number> {
  const out = output(globals)
  const { t, measure, measureShort, measureAbout } = out.words
  return withEngine(globals, async engine => {
    const infos = await engine.handlers['report.measures']()
    for (const { id, unit, family, additivity, dimensions, marketplaces } of infos) {
      const names = marketplaces.map(({ marketplace }) => marketplace)
      out.say(`${id}  ${measure(id)} (${measureShort(id)})`)
      out.say(`  ${measureAbout(id, names)}`)
      out.say(
        `  ${[
          t(`measure.unit.${unit}`),
          t(`measure.family.${family}`),
          t(`measure.additivity.${additivity}`),
          `${t('cli.column.cuts')}: ${dimensions.join(', ')}`,
          names.map(name => t(`marketplace.${name}`)).join(', '),
        ].join('; ')}`,
      )
      out.say()
    }
    out.result({
      ok: true,
      measures: infos.map(info => ({
        ...info,
        name: measure(info.id),
        short: measureShort(info.id),
        about: measureAbout(
          info.id,
          info.marketplaces.map(({ marketplace }) => marketplace),
        ),
      })),
    })
    return EXIT.ok
  })
}
