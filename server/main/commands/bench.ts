import { parseArgs } from 'node:util'
import { benches, runBench } from '../../../ops/bench/figures/index.ts'
import type { BenchOptions } from '../../../ops/bench/figures/bench-options.ts'
import { type Command, CommandFailed } from '../command.ts'

const lines = Object.entries(benches).map(
  ([name, { summary }]) => `  ${name.padEnd(14)} ${summary}`,
)

export const command: Command = {
  usage: `Usage: bun aam bench [${Object.keys(benches).join('|')}] [--megabytes 1200] [--single] [--only TEXT] [--pictures DIR] [--json]

Measures what the project promises, on services of its own in a temporary folder:
${lines.join('\n')}`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
        megabytes: { type: 'string' },
        single: { type: 'boolean', default: false },
        only: { type: 'string' },
        pictures: { type: 'string' },
        home: { type: 'string' },
      },
    })
    const unknown = positionals.filter((name) => !Object.hasOwn(benches, name))
    if (unknown.length > 0) {
      throw new CommandFailed(
        `There is no measurement “${unknown.join(', ')}”; there are: ${Object.keys(benches).join(', ')}.`,
      )
    }
    const options = {
      ...readOptions(values.megabytes),
      single: values.single,
      ...(values.only ? { only: values.only } : {}),
      ...(values.pictures ? { pictures: values.pictures } : {}),
    }
    const names = positionals.length > 0 ? positionals : Object.keys(benches)
    const say = values.json ? () => undefined : console.log
    const figures: Record<string, unknown> = {}
    for (const name of names) figures[name] = await runBench(name, say, options)
    if (values.json) console.log(JSON.stringify(figures, null, 2))
    return 0
  },
}

/** Small sizes run anywhere; the promise is about 1,200 MB. */
function readOptions(megabytes: string | undefined): BenchOptions {
  if (megabytes === undefined) return {}
  const value = Number(megabytes)
  if (Number.isInteger(value) && value >= 1 && value <= 2_048) return { megabytes: value }
  throw new CommandFailed('--megabytes must be a whole number from 1 to 2048.')
}
