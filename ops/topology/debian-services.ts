import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { chooseRunAs, withUserName } from '../../server/embedded/supervision/run-as.ts'
import { eventually } from '../test/installation.ts'
import { postgresPrograms } from './debian-programs.ts'

/** As Debian's packages start them, with their own port and folder. */
export type Service = Pick<Bun.Subprocess, 'kill' | 'exited'>

const quiet = { stdin: 'ignore', stdout: 'ignore' } as const

/** The superuser `postgres` signs in without a password, as through Debian's socket; all others need one. */
export async function startPostgres(folder: string, port: number): Promise<Service> {
  mkdirSync(folder)
  const runAs = chooseRunAs(folder, join(postgresPrograms, 'postgres'))
  const data = join(folder, 'data')
  const initdb = Bun.spawnSync(
    [
      ...withUserName(runAs).prefix,
      join(postgresPrograms, 'initdb'),
      `--pgdata=${data}`,
      '--username=postgres',
      '--locale=C.UTF-8',
      '--encoding=UTF8',
      '--no-sync',
    ],
    { ...quiet, stderr: 'pipe' },
  )
  if (initdb.exitCode !== 0) throw new Error(`initdb: ${initdb.stderr.toString()}`)
  writeFileSync(
    join(data, 'pg_hba.conf'),
    'host all postgres 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256\n',
  )
  const settings = [`port=${port}`, `unix_socket_directories=${folder}`, 'fsync=off']
  const server = Bun.spawn(
    [
      ...runAs.prefix,
      join(postgresPrograms, 'postgres'),
      '-D',
      data,
      ...settings.flatMap((setting) => ['-c', setting]),
    ],
    { ...quiet, stderr: Bun.file(join(folder, 'log')) },
  )
  const isReady = [join(postgresPrograms, 'pg_isready'), '-q', '-h', '127.0.0.1', '-p', `${port}`]
  await eventually(async () => Bun.spawnSync(isReady).exitCode === 0)
  return server
}

/** With a configuration file, so that Redis can rewrite it. */
export async function startRedis(folder: string, port: number): Promise<Service> {
  mkdirSync(folder)
  const file = join(folder, 'redis.conf')
  writeFileSync(file, `bind 127.0.0.1\nport ${port}\ndir ${folder}\n`)
  const server = Bun.spawn(['/usr/bin/redis-server', file], { ...quiet, stderr: 'ignore' })
  const ping = ['/usr/bin/redis-cli', '-p', `${port}`, 'ping']
  await eventually(async () => Bun.spawnSync(ping).stdout.toString().trim() === 'PONG')
  return server
}

/** Includes conf.d as Debian's own configuration does. */
export function startNginx(folder: string): Service & { configuration: string } {
  for (const name of ['conf.d', 'log']) mkdirSync(join(folder, name), { recursive: true })
  const configuration = join(folder, 'nginx.conf')
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (kind) => `${kind}_temp_path ${join(folder, kind)};`,
  )
  writeFileSync(
    configuration,
    `daemon off;
worker_processes 2;
pid ${join(folder, 'nginx.pid')};
error_log ${join(folder, 'error.log')};
events { worker_connections 768; }
http {
  access_log off;
  ${temporary.join('\n  ')}
  include ${join(folder, 'conf.d')}/*.conf;
}
`,
  )
  const server = Bun.spawn(['/usr/sbin/nginx', '-c', configuration], {
    ...quiet,
    stderr: Bun.file(join(folder, 'stderr.log')),
  })
  return Object.assign(server, { configuration })
}

/** With the arguments of the defaults file, as Debian's unit starts it. */
export function startPrometheus(folder: string): Service {
  const command = `. '${join(folder, 'default')}'; exec /usr/bin/prometheus "$@" $ARGS`
  const own = [
    `--config.file=${join(folder, 'prometheus.yml')}`,
    `--storage.tsdb.path=${join(folder, 'data')}`,
  ]
  return Bun.spawn(['sh', '-c', command, 'sh', ...own], {
    ...quiet,
    stderr: Bun.file(join(folder, 'log')),
  })
}
