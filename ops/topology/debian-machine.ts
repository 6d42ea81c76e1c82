import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePorts } from '../test/free-ports.ts'
import { provideDebianPrograms } from './debian-programs.ts'
import { startNginx, startPostgres, startRedis } from './debian-services.ts'
import { placeRelease, playSystem, type UnitFile } from './played-system.ts'
import { openUnits } from './units.ts'

const stopWithinMs = 15_000

/**
 * Simulates a Debian machine in a folder: Debian's Postgres, Redis, nginx and Prometheus, with the paths and ports of
 * a runbook mapped to the folder. What would change the host is simulated: packages, users and owners are assumed to
 * exist, and `systemctl` starts what the unit files say.
 */
export interface DebianMachine {
  /** Runs lines of a runbook and returns their output; throws the error output if one fails. */
  run(script: string): Promise<string>
  /** Maps a path of the runbook to the folder. */
  find(path: string): string
  /** The arguments that `chown` received, line by line. */
  owners(): string[]
  /** The address where nginx serves https. */
  httpsPort: number
  /** What systemd reads from a unit's file. */
  unitOf(unit: string): UnitFile
  /** Starts a unit as systemd would, even if it has ended. */
  start(unit: string): void
  kill(unit: string, signal: NodeJS.Signals): Promise<void>
  stop(): Promise<void>
}

export async function openDebianMachine(): Promise<DebianMachine> {
  await provideDebianPrograms()
  const folder = mkdtempSync(join(tmpdir(), 'aam-machine-'))
  chmodSync(folder, 0o755)
  const at = (...parts: string[]): string => join(folder, ...parts)
  const [postgres, redis, storage, http, https, prometheus, ...own] = (await freePorts(
    6 + unitPorts.length,
  )) as Ports
  const ports = new Map(unitPorts.map((asked, at) => [asked, own[at] ?? 0]))
  const lead = leadTo([
    ['/etc/aam', at('etc/aam')],
    ['/var/lib/aam', at('lib/aam')],
    ['/etc/nginx/conf.d', at('nginx/conf.d')],
    ['/etc/systemd/system', at('systemd')],
    ['/usr/local/bin/aam', at('bin/aam')],
    ['/usr/local/bin/bun', at('bin/bun')],
    ['/var/log/nginx', at('nginx/log')],
    ['/etc/prometheus', at('prometheus')],
    ['/etc/default/prometheus', at('prometheus/default')],
    ['/opt/aam', at('opt/aam')],
    ['127.0.0.1:5432', `127.0.0.1:${postgres}`],
    ['127.0.0.1:6379', `127.0.0.1:${redis}`],
    ['127.0.0.1:9000', `127.0.0.1:${storage}`],
    ['127.0.0.1:9090', `127.0.0.1:${prometheus}`],
    ...[...ports].map(([from, to]): [string, string] => [`127.0.0.1:${from}`, `127.0.0.1:${to}`]),
    ['AAM_HTTP_PORT=80', `AAM_HTTP_PORT=${http}`],
    ['AAM_HTTPS_PORT=443', `AAM_HTTPS_PORT=${https}`],
    ...(hasIpv6() ? [] : [['AAM_IPV6=', "AAM_IPV6='#'"] as [string, string]]),
  ])
  const release = ['systemd', 'nginx', 'prometheus'].map((name) => `opt/aam/ops/${name}`)
  for (const name of ['lib/aam', 'systemd', 'bin', 'prometheus', 'nginx/log', ...release]) {
    mkdirSync(at(name), { recursive: true })
  }
  // As in Debian's package.
  writeFileSync(at('prometheus/default'), 'ARGS=""\n')
  placeRelease(at('opt/aam'), lead)
  const services = await Promise.all([
    startPostgres(at('postgres'), postgres),
    startRedis(at('redis'), redis),
  ])
  const nginx = startNginx(at('nginx'))
  const orders = at('orders')
  writeFileSync(orders, '')
  writeFileSync(at('umask'), '022')
  const owners = at('owners')
  playSystem(at('bin'), { redis, orders, owners, nginx: nginx.configuration, ports })

  const environment = {
    PATH: `${at('bin')}:${process.env.PATH ?? ''}`,
    HOME: folder,
    PGHOST: '127.0.0.1',
    PGPORT: String(postgres),
    PGUSER: 'postgres',
  }
  const units = openUnits({ folder, orders, environment })

  return {
    httpsPort: https,
    find: lead,
    owners: () => readFileSync(owners, 'utf8').split('\n'),
    start: units.start,
    kill: units.kill,
    unitOf: units.of,
    async run(script) {
      // Run one after another in one shell, so that new variables and umasks of one block apply to the next.
      const typed = `umask "$(cat '${at('umask')}')"\n${lead(script)}\numask > '${at('umask')}'`
      const shell = Bun.spawn(['sh', '-eu', '-c', typed], {
        cwd: folder,
        stdin: 'ignore',
        stdout: 'pipe',
        stderr: 'pipe',
        env: environment,
      })
      const [out, err, code] = await Promise.all([
        new Response(shell.stdout).text(),
        new Response(shell.stderr).text(),
        shell.exited,
      ])
      if (code !== 0) {
        const logs = units.logs().join('\n')
        throw new Error(`exit code ${code}: ${err}${out}\n${script}\n${logs}`)
      }
      return out
    },
    async stop() {
      await endAll(units.release())
      await endAll([nginx, ...services])
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

type Ports = [number, number, number, number, number, number, ...number[]]

/** Ports of the runbook's units: two APIs, and the metrics of them and of two workers. */
const unitPorts = [3001, 3002, 13_001, 13_002, 14_001, 14_002]

export const hasIpv6 = (): boolean => existsSync('/proc/net/if_inet6')

const leadTo =
  (places: [string, string][]) =>
  (text: string): string =>
    places.reduce((led, [from, to]) => led.replaceAll(from, to), text)

async function endAll(children: Pick<Bun.Subprocess, 'kill' | 'exited'>[]): Promise<void> {
  for (const child of children) child.kill('SIGTERM')
  const ended = Promise.all(children.map(({ exited }) => exited))
  await Promise.race([ended, Bun.sleep(stopWithinMs)])
  for (const child of children) child.kill('SIGKILL')
  await ended
}
