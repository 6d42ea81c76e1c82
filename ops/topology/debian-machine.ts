import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePorts } from '../test/free-ports.ts'
import { provideDebianPrograms } from './debian-programs.ts'
import { startNginx, startPostgres, startRedis } from './debian-services.ts'

const root = join(import.meta.dir, '../..')
const stopWithinMs = 15_000

/**
 * A Debian machine in a folder: Debian's Postgres, Redis and nginx, and the paths and ports of a runbook led to the
 * folder's own. What would change the machine around it is played: packages, users and owners are taken as they are, and
 * `systemctl` starts what the unit files say.
 */
export interface DebianMachine {
  /** Runs lines of a runbook and returns what they print; throws with their complaint when one of them fails. */
  run(script: string): Promise<string>
  /** Where a path of the runbook leads to. */
  find(path: string): string
  /** What `chown` was told, line by line. */
  owners(): string[]
  /** Where nginx answers by https. */
  httpsPort: number
  /** Starts a unit, also one that has ended, as systemd would. */
  start(unit: string): void
  kill(unit: string, signal: NodeJS.Signals): Promise<void>
  stop(): Promise<void>
}

export async function openDebianMachine(): Promise<DebianMachine> {
  await provideDebianPrograms()
  const folder = mkdtempSync(join(tmpdir(), 'aam-machine-'))
  chmodSync(folder, 0o755)
  const at = (...parts: string[]): string => join(folder, ...parts)
  const [postgres, redis, storage, first, second, http, https] = (await freePorts(7)) as Ports
  const lead = leadTo([
    ['/etc/aam', at('etc/aam')],
    ['/var/lib/aam', at('lib/aam')],
    ['/etc/nginx/conf.d', at('nginx/conf.d')],
    ['/etc/systemd/system', at('systemd')],
    ['/usr/local/bin/aam', at('bin/aam')],
    ['/usr/local/bin/bun', process.execPath],
    ['/opt/aam', at('opt/aam')],
    ['127.0.0.1:5432', `127.0.0.1:${postgres}`],
    ['127.0.0.1:6379', `127.0.0.1:${redis}`],
    ['127.0.0.1:9000', `127.0.0.1:${storage}`],
    ['127.0.0.1:3001', `127.0.0.1:${first}`],
    ['127.0.0.1:3002', `127.0.0.1:${second}`],
    ['AAM_HTTP_PORT=80', `AAM_HTTP_PORT=${http}`],
    ['AAM_HTTPS_PORT=443', `AAM_HTTPS_PORT=${https}`],
  ])
  for (const name of ['lib/aam', 'systemd', 'bin', 'opt/aam/ops/systemd']) {
    mkdirSync(at(name), { recursive: true })
  }
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
  playSystem(at('bin'), { redis, orders, owners, nginx: nginx.configuration })

  const environment = {
    PATH: `${at('bin')}:${process.env.PATH ?? ''}`,
    HOME: folder,
    PGHOST: '127.0.0.1',
    PGPORT: String(postgres),
    PGUSER: 'postgres',
  }
  const ports = new Map([
    ['3001', first],
    ['3002', second],
  ])
  const units = new Map<string, Bun.Subprocess>()

  function start(name: string): void {
    const [kind = '', instance] = name.split('@')
    const file = at('systemd', `${kind}${instance === undefined ? '' : '@'}.service`)
    const unit = readUnit(readFileSync(file, 'utf8'), instance ?? '')
    const port = ports.get(unit.environment['PORT'] ?? '')
    const withSettings = `set -a; . '${at('etc/aam/aam.env')}'; set +a; exec env "$@"`
    const own = { ...unit.environment, ...(port ? { PORT: String(port) } : {}), METRICS_PORT: '0' }
    const assignments = Object.entries(own).map(([key, value]) => `${key}=${value}`)
    units.set(
      name,
      Bun.spawn(['sh', '-c', withSettings, 'sh', ...assignments, ...unit.command], {
        cwd: unit.folder,
        stdin: 'ignore',
        stdout: Bun.file(at(`${name}.log`)),
        stderr: 'ignore',
        env: { ...environment, LOG_LEVEL: 'warn' },
      }),
    )
  }

  let read = 0
  function followOrders(): void {
    const lines = readFileSync(orders, 'utf8').split('\n').slice(0, -1)
    for (const line of lines.slice(read)) start(line)
    read = lines.length
  }
  const following = setInterval(followOrders, 50)

  return {
    httpsPort: https,
    find: lead,
    owners: () => readFileSync(owners, 'utf8').split('\n'),
    start,
    async kill(name, signal) {
      units.get(name)?.kill(signal)
      await units.get(name)?.exited
    },
    async run(script) {
      // Typed one after the other, in one shell: what a block says of new files holds for the next one as well.
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
        const logs = [...units.keys()].map((name) => `${name}: ${tail(at(`${name}.log`))}`)
        throw new Error(`exit code ${code}: ${err}${out}\n${script}\n${logs.join('\n')}`)
      }
      return out
    },
    async stop() {
      clearInterval(following)
      await endAll([...units.values()])
      await endAll([nginx, ...services])
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

type Ports = [number, number, number, number, number, number, number]

const leadTo =
  (places: [string, string][]) =>
  (text: string): string =>
    places.reduce((led, [from, to]) => led.replaceAll(from, to), text)

const tail = (file: string): string =>
  existsSync(file) ? readFileSync(file, 'utf8').slice(-2_000) : ''

/** This checkout in place of the release's folder, with led paths where its files are copied from there. */
function placeRelease(folder: string, lead: (text: string) => string): void {
  const link = (...names: string[]) => symlinkSync(join(root, ...names), join(folder, ...names))
  for (const name of readdirSync(root)) if (name !== 'ops') link(name)
  for (const name of readdirSync(join(root, 'ops'))) if (name !== 'systemd') link('ops', name)
  for (const name of readdirSync(join(root, 'ops/systemd'))) {
    const copy = join(folder, 'ops/systemd', name)
    copyFileSync(join(root, 'ops/systemd', name), copy)
    writeFileSync(copy, lead(readFileSync(copy, 'utf8')))
  }
}

/** Commands that would change the machine itself, and those that must reach this machine's services. */
function playSystem(
  folder: string,
  at: { redis: number; orders: string; owners: string; nginx: string },
): void {
  const programs = {
    'apt-get': 'exit 0',
    npm: 'exit 0',
    adduser: 'exit 0',
    chown: `echo "$*" >> '${at.owners}'`,
    sudo: '[ "$1" = -u ] && shift 2; exec "$@"',
    bun: `exec '${process.execPath}' "$@"`,
    'redis-cli': `exec /usr/bin/redis-cli -p ${at.redis} "$@"`,
    nginx: `exec /usr/sbin/nginx -c '${at.nginx}' "$@"`,
    systemctl: `case "$1" in
daemon-reload) ;;
enable) shift 2; for unit; do echo "$unit" >> '${at.orders}'; done ;;
reload) exec /usr/sbin/nginx -c '${at.nginx}' -s reload ;;
*) echo "systemctl $1 is not played here" >&2; exit 1 ;;
esac`,
  }
  for (const [name, body] of Object.entries(programs)) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${body}\n`, { mode: 0o755 })
  }
}

interface UnitFile {
  folder: string
  command: string[]
  environment: Record<string, string>
}

/** As much of systemd.unit(5) and systemd.exec(5) as ours use. */
function readUnit(text: string, instance: string): UnitFile {
  const value = (key: string) =>
    new RegExp(`^${key}=(.*)$`, 'm').exec(text.replaceAll('%i', instance))?.[1] ?? ''
  const pairs = value('Environment').split(' ').filter(Boolean)
  return {
    folder: value('WorkingDirectory'),
    command: value('ExecStart').split(' '),
    environment: Object.fromEntries(pairs.map((pair) => pair.split('=') as [string, string])),
  }
}

async function endAll(children: Pick<Bun.Subprocess, 'kill' | 'exited'>[]): Promise<void> {
  for (const child of children) child.kill('SIGTERM')
  const ended = Promise.all(children.map(({ exited }) => exited))
  await Promise.race([ended, Bun.sleep(stopWithinMs)])
  for (const child of children) child.kill('SIGKILL')
  await ended
}
