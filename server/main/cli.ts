import { join } from 'node:path'
import { ConfigError } from '../platform/config.ts'
import { availableCommands } from './commands/catalog.ts'
import { CommandFailed } from './command.ts'

const commands = availableCommands(join(import.meta.dir, '../..'))

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
