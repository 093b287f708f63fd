import { addDays, moscowDay } from '#contract/days.ts'
import { KindError } from '#contract/errors.ts'
import { Dimension, Grain, MeasureId, ReportQuery } from '#contract/report.ts'

export interface ReportOptions {
  readonly measures: string
  readonly by?: string
  readonly from?: string
  readonly to?: string
  readonly compare?: string
  readonly shop?: string
  readonly where?: readonly string[]
  readonly order?: string
  readonly limit: number
}

const DAYS = 30

/** The question that the arguments of `report` ask. Throws `bad_input`, which names the argument. */
export function questionOf(options: ReportOptions, shopIds: readonly number[], now: number): ReportQuery {
  const yesterday = addDays(moscowDay(now), -1)
  const cuts = listOf(options.by ?? '')
  const grains = cuts.filter(cut => Grain.safeParse(cut).success)
  if (grains.length > 1) refuse('--by', grains.join())
  const to = options.to ?? yesterday
  const question = {
    measures: listOf(options.measures).map(id => among(MeasureId, id, '--measures')),
    by: cuts.filter(cut => !grains.includes(cut)).map(cut => among(Dimension, cut, '--by')),
    grain: grains[0] ?? null,
    shopIds: [...shopIds],
    where: whereOf(options.where ?? []),
    from: options.from ?? addDays(to, 1 - DAYS),
    to,
    compare: comparedTo(options.compare),
    order: options.order === undefined ? null : orderOf(options.order),
    limit: Math.floor(options.limit),
  }
  const parsed = ReportQuery.safeParse(question)
  if (parsed.success) return parsed.data
  return refuse(parsed.error.issues[0]?.path.join('.') || 'order', JSON.stringify(options.order ?? ''))
}

const refuse = (argument: string, given: string): never => {
  throw new KindError('bad_input', `${argument}: ${given}`)
}

const listOf = (text: string): readonly string[] =>
  text
    .split(',')
    .map(one => one.trim())
    .filter(one => one !== '')

interface Names<T> {
  safeParse(text: string): { readonly success: boolean; readonly data?: T | undefined }
}
function among<T>(names: Names<T>, text: string, argument: string): T {
  const { data } = names.safeParse(text)
  return data ?? refuse(argument, text)
}

function comparedTo(text: string | undefined) {
  if (text === undefined) return null
  const [from, to] = text.split('..')
  return to === undefined ? text : { from, to }
}

const orderOf = (text: string) => ({
  by: text.replace(/^-/, ''),
  descending: text.startsWith('-'),
})

/** `product=1,2` as a list of values under its dimension. */
function whereOf(texts: readonly string[]): Readonly<Record<string, readonly string[]>> {
  const pairs = texts.map(text => {
    const [dimension = '', values = ''] = text.split('=')
    if (dimension === 'shop') refuse('--where', text)
    return [among(Dimension, dimension, '--where'), listOf(values)] as const
  })
  return Object.fromEntries(pairs)
}
