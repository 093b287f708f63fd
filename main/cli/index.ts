import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { kindOf } from '#contract/errors.ts'
import { DayText, Marketplace } from '#contract/shop.ts'
import { demo } from './demo.ts'
import { doctor } from './doctor.ts'
import { EXIT } from './exit.ts'
import type { Globals } from './globals.ts'
import { forgetOrphan, listOrphans } from './orphans.ts'
import { output } from './output.ts'
import { query } from './query.ts'
import { FORMATS, measures, report } from './report.ts'
import { sandbox } from './sandbox.ts'
import { addShop, listShops, removeShop } from './shops.ts'
import { status } from './status.ts'
import { sync } from './sync.ts'
import { tables } from './tables.ts'
import { watch } from './watch.ts'

/** An empty name would mean the current folder. */
function folder(given: string): string {
  if (given.trim() === '') throw new InvalidArgumentError('A folder is needed.')
  return given
}
function positive(given: string): number {
  const number = Number(given)
  if (!(Number.isFinite(number) && number > 0)) throw new InvalidArgumentError('A number above 0 is needed.')
  return number
}

function day(given: string): string {
  const parsed = DayText.safeParse(given)
  if (!parsed.success) throw new InvalidArgumentError('A day like 2026-09-01 is needed.')
  return parsed.data
}

const program = new Command('prilavok')
  .description('Prilavok without its window')
  .option('--json', 'one JSON object a line on standard output', false)
  .addOption(new Option('--data-dir <folder>', 'where the databases are').argParser(folder))
  .option(
    '--api <list>',
    'loopback addresses in place of the marketplaces: ozon-seller=http://127.0.0.1:8080,…',
  )
  .addOption(
    new Option('--keys <from>', 'where keys come from').choices(['keychain', 'env']).default('keychain'),
  )
  .addOption(
    new Option('--pace <times>', 'speeds up limits and waits; only with --api')
      .argParser(positive)
      .hideHelp(),
  )
  .addOption(
    new Option('--start-day <day>', 'reads no window that ended before that day of Moscow').argParser(day),
  )
  .exitOverride()
  .showHelpAfterError()

/** Runs a command and returns its exit code; an error is printed as a sentence, or as the result object. */
function action<A extends unknown[]>(run: (globals: Globals, ...args: A) => Promise<number>) {
  return async (...args: unknown[]) => {
    const command = args.at(-1) as Command
    const globals = command.optsWithGlobals<Globals>()
    try {
      process.exitCode = await run(globals, ...(args.slice(0, -1) as A))
    } catch (error) {
      output(globals).error(kindOf(error), error)
      process.exitCode = EXIT.wrong
    }
  }
}

program
  .command('demo')
  .description('demo shops against the sandbox: the first load, its tables and figures')
  .addOption(
    new Option('--marketplace <name>', 'which marketplace')
      .choices([...Marketplace.options, 'all'])
      .default('all'),
  )
  .option('--scale <times>', 'how many times the size of the default shop', positive, 1)
  .action(action(demo))
program
  .command('sandbox')
  .description('the marketplaces on this computer, with keys to try')
  .option('--port <number>', 'the first of the ports', positive)
  .option('--scale <times>', 'how many times the size of the default shop', positive, 1)
  .action(action(sandbox))

const shop = program.command('shop').description('connected shops')
shop
  .command('add')
  .description('connects a shop; keys come from standard input or, with --keys env, from the environment')
  .addOption(
    new Option('--marketplace <name>', 'which marketplace').choices(Marketplace.options).default('ozon'),
  )
  .requiredOption('--name <name>', 'how the shop is called here')
  .action(action(addShop))
shop.command('list').description('connected shops and how they are').action(action(listShops))
shop
  .command('remove')
  .description('removes a shop with everything that was loaded for it')
  .argument('<shop>', 'its number or its name')
  .action(action(removeShop))
shop
  .command('orphans')
  .description('data of cabinets that are not connected: connecting one takes it over')
  .action(action(listOrphans))
shop
  .command('forget')
  .description('removes the data of a cabinet that is not connected')
  .argument('<number>', 'as `shop orphans` says it')
  .action(action(forgetOrphan))

program
  .command('sync')
  .description('loads what is new')
  .option('--shop <shop>', 'number or name; all shops when left out')
  .option('--step <steps...>', 'only these steps: ozon.orders, orders of every shop, or their numbers …')
  .action(action(sync))
program
  .command('watch')
  .description('refreshes all shops by schedule until Ctrl+C, as the app does in the tray')
  .action(action(watch))
program
  .command('status')
  .description('shops, their last runs and how fresh the data is')
  .action(action(status))
program.command('tables').description('every table: rows, first and last day').action(action(tables))
program
  .command('report')
  .description('measures of a period: in all, and by what they are cut by')
  .requiredOption('--measures <list>', 'as `measures` lists them: ordered_revenue,accrued,…')
  .option(
    '--by <list>',
    'two at most of shop, marketplace, product, campaign, line; and one of day, week, month',
  )
  .option('--from <day>', 'default: the thirtieth day before today', day)
  .option('--to <day>', 'default: yesterday', day)
  .option('--compare <period>', 'previous, year, or days of its own: 2026-01-01..2026-01-31')
  .option('--shop <shop>', 'number or name; all shops when left out')
  .option('--where <list...>', 'only these: marketplace=wb product=123,124 line=commission')
  .option('--order <column>', 'a measure, a cut or time; -ordered_revenue has the greatest first')
  .option('--limit <number>', 'rows at most', positive, 1000)
  .addOption(new Option('--format <name>', 'how it is printed').choices(FORMATS).default('table'))
  .action(action(report))
program
  .command('measures')
  .description('every measure: what it means and what it can be cut by')
  .action(action(measures))
program
  .command('query')
  .description('a read-only SQL question over the tables of both databases')
  .argument('<sql>', 'select …')
  .option('--max-rows <number>', 'ends with an error behind so many rows', positive, 100_000)
  .option('--timeout <seconds>', 'ends with an error when the databases have worked so long', positive, 60)
  .option('--memory <megabytes>', 'what the databases may take for it', positive, 1024)
  .action(action(query))
program
  .command('doctor')
  .description('checks everything that the app stands on')
  .option('--zip <file>', 'writes diagnostics without keys and personal data')
  .action(action(doctor))

try {
  await program.parseAsync()
} catch (error) {
  if (!(error instanceof CommanderError)) throw error
  process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.wrong
  // Commander has printed the error to standard error already.
  const said = output({ json: process.argv.includes('--json') })
  if (error.exitCode !== 0) said.result({ ok: false, error: { kind: 'bad_input', message: error.message } })
}
