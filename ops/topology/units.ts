import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Service, startPrometheus } from './debian-services.ts'
import { readUnit, type UnitFile } from './played-system.ts'

const lookEachMs = 50

export interface UnitPlaces {
  /** Folder of the machine. */
  folder: string
  /** Calls of `systemctl`: see `playSystem`. */
  orders: string
  environment: Record<string, string>
}

export interface Units {
  of(name: string): UnitFile
  start(name: string): void
  kill(name: string, signal: NodeJS.Signals): Promise<void>
  /** The last output of the units. */
  logs(): string[]
  /** Stops following calls; returns what still runs. */
  release(): Service[]
}

/** Starts what the unit files say, as systemd would, and follows the calls of `systemctl`. */
export function openUnits({ folder, orders, environment }: UnitPlaces): Units {
  const running = new Map<string, Service>()
  const logOf = (name: string): string => join(folder, `${name}.log`)
  const settings = join(folder, 'etc/aam/aam.env')

  const of = (name: string): UnitFile => {
    const [kind = '', instance] = name.split('@')
    const file = join(folder, 'systemd', `${kind}${instance === undefined ? '' : '@'}.service`)
    return readUnit(readFileSync(file, 'utf8'), instance ?? '')
  }
  const startUnit = (name: string): Service => {
    const unit = of(name)
    const withSettings = ['sh', '-c', `set -a; . '${settings}'; set +a; exec "$@"`, 'sh']
    return Bun.spawn([...withSettings, ...unit.command], {
      cwd: unit.folder,
      stdin: 'ignore',
      stdout: Bun.file(logOf(name)),
      stderr: 'ignore',
      // The settings file takes precedence over the unit.
      env: { ...environment, LOG_LEVEL: 'warn', ...unit.environment },
    })
  }
  const start = (name: string): void => {
    const isOurs = name !== 'prometheus'
    running.set(name, isOurs ? startUnit(name) : startPrometheus(join(folder, 'prometheus')))
  }
  async function kill(name: string, signal: NodeJS.Signals): Promise<void> {
    running.get(name)?.kill(signal)
    await running.get(name)?.exited
  }

  let read = 0
  function followOrders(): void {
    const lines = readFileSync(orders, 'utf8').split('\n').slice(0, -1)
    const fresh = lines.slice(read)
    read = lines.length
    for (const line of fresh) void follow(line)
  }
  async function follow(line: string): Promise<void> {
    const [verb, name = '', done = ''] = line.split(' ')
    if (verb === 'restart') await kill(name, 'SIGTERM')
    if (verb === 'reload') running.get(name)?.kill('SIGHUP')
    else start(name)
    writeFileSync(done, '')
  }
  const following = setInterval(followOrders, lookEachMs)

  return {
    of,
    start,
    kill,
    logs: () => [...running.keys()].map((name) => `${name}: ${tail(logOf(name))}`),
    release() {
      clearInterval(following)
      return [...running.values()]
    },
  }
}

const tail = (file: string): string =>
  existsSync(file) ? readFileSync(file, 'utf8').slice(-2_000) : ''
