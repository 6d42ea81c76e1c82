import { readFileSync, writeFileSync } from 'node:fs'
import { checkGuards } from './guards.ts'
import { type Container, runOnce, startContainer, type Surroundings } from './container.ts'
import type { ComposeLine } from './played-engine.ts'
import { namesFile, type Program, startNameServer, startPostgres, startProxy } from './programs.ts'
import { checkScaledApi } from './scaled.ts'
import { postgresPrograms } from '../../topology/debian-programs.ts'
import { eventually } from '../../test/installation.ts'
import { run, timed } from './run.ts'

const healthyWithinMs = 60_000

/** Stands in for `docker compose` in the lines of a runbook. */
export interface Engine {
  play(line: ComposeLine): Promise<string>
  /** Stops what still runs. */
  close(): Promise<void>
}

/** Services in the order of their `depends_on`, if they can run here. */
const inOrder = ['redis', 'storage', 'migrate', 'certificate', 'api', 'worker', 'proxy', 'demo']

export function openEngine(around: Surroundings): Engine {
  const containers = new Map<string, Container>()
  const programs = new Map<string, Program>()

  async function start(name: string): Promise<void> {
    if (containers.has(name) || programs.has(name)) return
    if (name === 'proxy') {
      if (!programs.has('names')) programs.set('names', await startNameServer(around))
      programs.set(name, await startProxy(around))
    } else if (around.compose.services[name]?.restart === 'no') {
      const said = await timed(name, () => runOnce(around, name))
      if (said.trim() !== '') console.log(said.trimEnd().replaceAll(/^/gm, '    '))
    } else {
      const container = await startContainer(around, name)
      containers.set(name, container)
      await timed(`${name} is healthy`, () => container.untilHealthy())
      tellNames()
      if (name === 'api' || name === 'worker') await checkGuards(around, [container])
    }
  }

  async function up(names: string[]): Promise<string> {
    if (!programs.has('postgres')) programs.set('postgres', await startPostgres(around))
    for (const name of inOrder) await start(name)
    // Another instance of a service is a copy of it with its own name.
    if (names.includes('worker')) for (const copy of ['worker-2', 'worker-3']) await start(copy)
    if (names.includes('api') && !containers.has('api-2')) {
      await start('api-2')
      await checkScaledApi(around.network, {
        hasAnswered: () => containerOf('api-2').log().includes('/api/v1/me'),
        endFirst: () => end('api'),
      })
      await start('api')
    }
    return ''
  }

  /** One name resolves to all containers of a service. */
  function tellNames(): void {
    const running = [...containers.keys()].filter((name) => /^api(-\d)?$/.test(name))
    const addresses = running.map((name) => around.network.addressOf(name))
    writeFileSync(namesFile(around), JSON.stringify({ api: addresses }))
  }

  async function end(name: string): Promise<void> {
    const container = containers.get(name)
    if (!container) return
    const { code, ms } = await container.end()
    containers.delete(name)
    tellNames()
    console.log(`  SIGTERM to ${name}: exit code ${code} after ${Math.round(ms)} ms`)
    if (code !== 0) throw new Error(`${name} ended with ${code}: ${container.log().slice(-2_000)}`)
  }

  async function endProgram(name: string): Promise<void> {
    programs.get(name)?.kill('SIGTERM')
    await programs.get(name)?.exited
    programs.delete(name)
  }

  const containerOf = (name: string): Container => {
    const container = containers.get(name)
    if (!container) throw new Error(`${name} does not run`)
    return container
  }

  const verbs: Record<string, (line: ComposeLine) => Promise<string>> = {
    up: ({ names }) => up(names),
    // The image is already built from the same sources.
    build: async () => '',
    ps: async () => [...containers.keys(), ...programs.keys()].join(' '),
    logs: async ({ names }) => names.map((name) => containerOf(name).log()).join('\n'),
    exec: ({ names: [name = ''], command }) =>
      name === 'postgres' ? inPostgres(around, command) : execIn(containerOf(name), command),
    restart: async ({ names: [name = ''] }) => {
      await endProgram(name)
      await start(name)
      return ''
    },
    down: async () => {
      for (const name of [...containers.keys()].toReversed()) await end(name)
      for (const name of programs.keys()) await endProgram(name)
      return ''
    },
  }

  return {
    async play(line) {
      const act = verbs[line.verb]
      if (!act) throw new Error(`docker compose ${line.verb} is not played here`)
      return act(line)
    },
    async close() {
      for (const container of containers.values()) await container.end().catch(() => undefined)
      for (const name of programs.keys()) await endProgram(name)
    },
  }
}

/** On a busy machine a health check may time out; it is repeated, as people would. */
function execIn(container: Container, command: string[]): Promise<string> {
  if (!command.includes('diagnose')) return container.exec(command)
  return eventually(() => container.exec(command).catch(() => null), healthyWithinMs)
}

/** The image lets its superuser in through the socket; Debian's server requires the password of the secrets. */
function inPostgres(around: Surroundings, [program = '', ...args]: string[]): Promise<string> {
  const password = readFileSync(`${around.secrets}/postgres_password`, 'utf8')
  const command = [`${postgresPrograms}/${program}`, '--host', '127.0.0.1', ...args]
  return run([...around.network.enter('postgres'), ...command], { env: { PGPASSWORD: password } })
}
