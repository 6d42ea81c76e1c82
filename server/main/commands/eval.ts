import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { runEval, runSchemaSuite, suiteLines } from '../../../ops/bench/eval/index.ts'
import { readConfig } from '../../platform/config.ts'
import { type Command, CommandFailed } from '../command.ts'

export const command: Command = {
  usage: `Usage: bun aam eval --data DIR [--tuning] [--json]

Runs the shipped scenario through the worker's own engine over annotated meetings and prints how it scores;
then judges the JSON Schema Test Suite with the validator of answers.
DIR defaults to AAM_EVAL_DATA. --tuning reads only the meetings that may be tuned on: look at the
others once, at the end.`,
  async run(args) {
    const { values } = parseArgs({
      args,
      options: {
        data: { type: 'string' },
        tuning: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        home: { type: 'string' },
      },
    })
    const data = values.data ?? readConfig().evalData
    if (!data) throw new CommandFailed('Name the data: --data DIR, or AAM_EVAL_DATA.')
    const say = values.json ? () => undefined : console.log
    const suite = await runSchemaSuite(join(data, 'json-schema/JSON-Schema-Test-Suite'))
    const report = { ...(await runEval(data, say, values.tuning)), schemaSuite: suite }
    say(`\n${suiteLines(suite).join('\n')}`)
    if (values.json) console.log(JSON.stringify(report, null, 2))
    return 0
  },
}
