import { join } from 'node:path'
import type { ProcessServices } from '../../server/main/services.ts'
import { environmentOf } from '../test/aam-process.ts'
import { eventually } from '../test/installation.ts'

const cli = join(import.meta.dir, '../../server/main/cli.ts')

/** An `aam api` or `aam worker` that can be killed at any moment. */
export interface Killable {
  /** Resolves once it is ready; never resolves if it is killed before. */
  started: Promise<void>
  kill(signal: NodeJS.Signals): Promise<void>
}

interface Spawned {
  services: Pick<ProcessServices, 'addresses'>
  environment: Record<string, string>
}

export function spawnWorker(
  { services, environment }: Spawned,
  stages: string,
  concurrency = 3,
): Killable {
  const args = ['worker', '--concurrency', String(concurrency), '--stages', stages]
  const child = spawn(args, services, { LOG_LEVEL: 'info', ...environment })
  return { started: untilSaid(child.stdout, 'worker started'), kill: killerOf(child) }
}

export function spawnKillableApi({ services, environment }: Spawned, port: number): Killable {
  const child = spawn(['api'], services, {
    LOG_LEVEL: 'error',
    PORT: String(port),
    ...environment,
  })
  void untilSaid(child.stdout, 'nothing')
  const isUp = () =>
    fetch(`http://127.0.0.1:${port}/health/live`, { headers: { host: 'localhost' } }).then(
      ({ ok }) => ok,
      () => false,
    )
  const started = async (): Promise<void> => {
    await eventually(
      async () => child.exitCode !== null || child.signalCode || (await isUp()),
      60_000,
    )
  }
  return { started: started(), kill: killerOf(child) }
}

const spawn = (
  args: string[],
  services: Spawned['services'],
  environment: Record<string, string>,
) =>
  Bun.spawn([process.execPath, cli, ...args], {
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'ignore',
    env: { ...process.env, ...environmentOf(services), ...environment },
  })

const killerOf =
  (child: ReturnType<typeof spawn>): Killable['kill'] =>
  async (signal) => {
    child.kill(signal)
    await child.exited
  }

/** Reads the stream to its end, so that the writer does not block. */
function untilSaid(stream: ReadableStream<Uint8Array>, words: string): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const read = async (): Promise<void> => {
    let tail = ''
    const decoder = new TextDecoder()
    for await (const chunk of stream) {
      tail = (tail + decoder.decode(chunk, { stream: true })).slice(-10_000)
      if (tail.includes(words)) resolve()
    }
  }
  void read()
  return promise
}
