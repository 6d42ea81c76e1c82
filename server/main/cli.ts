import { ConfigError } from '../platform/config.ts'
import { type Command, CommandFailed } from './commands/command.ts'

const commands: Record<string, { summary: string; load(): Promise<{ command: Command }> }> = {
  up: { summary: 'start the whole system', load: () => import('./commands/up.ts') },
  api: { summary: 'serve the API and the dashboard', load: () => import('./commands/api.ts') },
  worker: { summary: 'do the jobs of all tenants', load: () => import('./commands/worker.ts') },
  storage: {
    summary: 'keep media in a folder of this machine, by the S3 protocol',
    load: () => import('./commands/storage.ts'),
  },
  migrate: {
    summary: 'bring the database to the newest schema',
    load: () => import('./commands/migrate.ts'),
  },
  demo: {
    summary: 'create the demo organisation with its sample meetings',
    load: () => import('./commands/demo.ts'),
  },
  process: {
    summary: 'run one transcript through the pipeline, result on stdout',
    load: () => import('./commands/process.ts'),
  },
  diagnose: {
    summary: 'say what is up and what is stuck',
    load: () => import('./commands/diagnose.ts'),
  },
  cleanup: {
    summary: 'remove what was left behind',
    load: () => import('./commands/cleanup.ts'),
  },
  tenant: { summary: 'create and list organisations', load: () => import('./commands/tenant.ts') },
  key: { summary: 'make, list and revoke API keys', load: () => import('./commands/key.ts') },
  billing: {
    summary: 'show and set plans and limits of organisations',
    load: () => import('./commands/billing.ts'),
  },
  mail: {
    summary: 'try the mail server, and note letters that came back',
    load: () => import('./commands/mail.ts'),
  },
  usage: {
    summary: 'make the sums of usage again from the ledger',
    load: () => import('./commands/usage.ts'),
  },
  scenario: {
    summary: 'write, check, compare and test scenario packs',
    load: () => import('./commands/scenario.ts'),
  },
  eval: {
    summary: 'score the shipped scenario on annotated meetings',
    load: () => import('./commands/eval.ts'),
  },
  bench: {
    summary: 'measure what the project promises',
    load: () => import('./commands/bench.ts'),
  },
}

function help(): string {
  const lines = Object.entries(commands).map(
    ([name, { summary }]) => `  ${name.padEnd(10)} ${summary}`,
  )
  return `Usage: bun aam <command> [options]\n\nCommands\n${lines.join('\n')}\n\nEvery command takes --help and --home DIR (state of the embedded services).`
}

async function main([name, ...args]: string[]): Promise<number> {
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    console.log(help())
    return name === undefined ? 1 : 0
  }
  const entry = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (!entry) {
    console.error(`There is no command “${name}”. Run “bun aam help” for those that there are.`)
    return 1
  }
  const { command } = await entry.load()
  if (args.includes('--help') || args.includes('-h')) {
    console.log(command.usage)
    return 0
  }
  return command.run(args)
}

try {
  process.exit(await main(process.argv.slice(2)))
} catch (error) {
  console.error(describe(error))
  process.exit(1)
}

function describe(error: unknown): string {
  if (error instanceof ConfigError || error instanceof CommandFailed) return error.message
  const remedy = (error as { remedy?: unknown }).remedy
  if (error instanceof Error && typeof remedy === 'string') return `${error.message} ${remedy}`
  const code = (error as { code?: unknown }).code
  if (
    code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION' ||
    code === 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE' ||
    code === 'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL'
  ) {
    return `${(error as Error).message} Run the command with --help for its options.`
  }
  if (error instanceof Error) return error.message
  return String(error)
}
