import { chownSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { chooseRunAs, withUserName } from '../../../server/embedded/supervision/run-as.ts'
import { postgresPrograms } from '../../topology/debian-programs.ts'
import { type ComposeService, root } from '../compose.ts'
import type { Surroundings } from './container.ts'
import { run } from './run.ts'

/** Services whose images are not available here: Debian's own program at their address. */
export type Program = Pick<Bun.Subprocess, 'kill' | 'exited'>

const quiet = { stdin: 'ignore', stdout: 'ignore' } as const
const readyWithinMs = 30_000

/** Waits until the service's health check passes, run in the service's namespace. */
async function untilHealthy(around: Surroundings, name: string, PATH: string): Promise<void> {
  const service = around.compose.services[name] as ComposeService
  const [kind, ...test] = service.healthcheck?.test ?? []
  const command = kind === 'CMD-SHELL' ? ['sh', '-c', ...test] : test
  const env = { PATH: `${PATH}:${process.env['PATH']}`, ...service.environment }
  const deadline = Date.now() + readyWithinMs
  for (;;) {
    const complaint = await run([...around.network.enter(name), ...command], { env }).then(
      () => null,
      String,
    )
    if (complaint === null) return
    if (Date.now() > deadline) throw new Error(`${name} is not healthy: ${complaint}`)
    await Bun.sleep(200)
  }
}

/** With the superuser's password of the secrets, and the database that POSTGRES_DB names. */
export async function startPostgres(around: Surroundings): Promise<Program> {
  await around.network.join('postgres')
  const folder = join(around.folder, 'postgres')
  mkdirSync(folder)
  const runAs = chooseRunAs(folder, join(postgresPrograms, 'postgres'))
  const password = join(folder, 'password')
  writeFileSync(password, readFileSync(join(around.secrets, 'postgres_password')), { mode: 0o644 })
  const data = join(folder, 'data')
  const initdb = [
    'initdb',
    '-U',
    'postgres',
    '-A',
    'scram-sha-256',
    '-E',
    'UTF8',
    '--locale=C.UTF-8',
  ]
  await run([
    ...withUserName(runAs).prefix,
    join(postgresPrograms, initdb[0] ?? ''),
    ...initdb.slice(1),
    `--pwfile=${password}`,
    `--pgdata=${data}`,
  ])
  writeFileSync(join(data, 'pg_hba.conf'), 'host all all all scram-sha-256\n')
  const settings = ['listen_addresses=*', `unix_socket_directories=${folder}`]
  const server = Bun.spawn(
    [
      ...around.network.enter('postgres'),
      ...runAs.prefix,
      join(postgresPrograms, 'postgres'),
      '-D',
      data,
      ...settings.flatMap((setting) => ['-c', setting]),
    ],
    { ...quiet, stderr: Bun.file(join(folder, 'log')) },
  )
  await untilHealthy(around, 'postgres', postgresPrograms)
  const { POSTGRES_DB = '' } = around.compose.services['postgres']?.environment ?? {}
  await run(
    [
      ...around.network.enter('postgres'),
      join(postgresPrograms, 'createdb'),
      '-h',
      '127.0.0.1',
      '-U',
      'postgres',
      POSTGRES_DB,
    ],
    {
      env: { PGPASSWORD: readFileSync(password, 'utf8') },
    },
  )
  return server
}

/** The address of the engine's name server inside a container. */
const nameServer = '127.0.0.11'
/** The file that maps names to addresses. */
export const namesFile = ({ folder }: Surroundings): string => join(folder, 'names.json')

/** Where a container resolves services that come and go. */
export async function startNameServer(around: Surroundings): Promise<Program> {
  await around.network.join('proxy')
  const script = join(import.meta.dir, 'name-server.ts')
  return Bun.spawn(
    [...around.network.enter('proxy'), process.execPath, script, nameServer, namesFile(around)],
    { ...quiet, stderr: 'inherit' },
  )
}

/** nginx with the template and the variables of docker-compose.yml's proxy. */
export async function startProxy(around: Surroundings): Promise<Program> {
  await around.network.join('proxy')
  const folder = join(around.folder, 'proxy')
  mkdirSync(join(folder, 'conf.d'), { recursive: true })
  chownSync(folder, 65_534, 65_534)
  const service = around.compose.services['proxy'] as ComposeService
  const certificates = join(around.folder, 'volumes/certificates')
  const variables = Object.fromEntries(
    Object.entries(service.environment ?? {}).map(([name, value]) => [
      name,
      value.replace('/certificates', certificates),
    ]),
  )
  // As the image's entry point does: only variables that are set are replaced.
  const names = Object.keys(variables).map((name) => `\${${name}}`)
  const template = join(root, 'ops/nginx/aam.conf.template')
  const site = await run(['sh', '-c', `envsubst '${names.join(' ')}' < '${template}'`], {
    env: variables,
  })
  writeFileSync(join(folder, 'conf.d/aam.conf'), site.replaceAll('/var/log/nginx', folder))
  const configuration = join(folder, 'nginx.conf')
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (kind) => `${kind}_temp_path ${join(folder, kind)};`,
  )
  writeFileSync(
    configuration,
    `daemon off; pid ${folder}/nginx.pid; error_log ${folder}/error.log; events {}
http { access_log off; ${paths.join(' ')} include ${folder}/conf.d/*.conf; }
`,
  )
  const logged = ['-e', join(folder, 'start.log')]
  const nginx = [...around.network.enter('proxy'), ...around.nginx, ...logged, '-c', configuration]
  await run([...nginx, '-t'])
  const server = Bun.spawn(nginx, { ...quiet, stderr: 'ignore' })
  await untilHealthy(around, 'proxy', '')
  return server
}
