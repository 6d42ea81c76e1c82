/** A line of a runbook that calls `docker compose`. */
export interface ComposeLine {
  verb: string
  /** Services that it names. */
  names: string[]
  /** The command that `exec` runs. */
  command: string[]
  /** The target of its output. */
  into: string | null
}

/** Options that take a value, as far as the runbook uses them. */
const withValue = new Set(['--scale'])

/**
 * Parses `docker compose VERB [options] [service…]`, and for `exec` the command after its service; null for other
 * lines.
 */
export function parseCompose(line: string): ComposeLine | null {
  const [call = '', into = null] = line.split(' > ')
  const [docker, compose, verb = '', ...rest] = split(call)
  if (docker !== 'docker' || compose !== 'compose') return null
  const names: string[] = []
  for (let at = 0; at < rest.length; at += 1) {
    const word = rest[at] ?? ''
    if (withValue.has(word)) {
      at += 1
      names.push(rest[at]?.split('=')[0] ?? '')
    } else if (!word.startsWith('-')) {
      names.push(word)
      if (verb === 'exec') return { verb, names, command: rest.slice(at + 1), into }
    }
  }
  return { verb, names, command: [], into }
}

const split = (line: string): string[] =>
  [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '')
