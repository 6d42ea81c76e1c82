import {
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { type ComposeFile, root } from '../compose.ts'
import type { BuiltImage } from './image.ts'
import type { InsideNetwork } from './network.ts'
import { run } from './run.ts'

export interface Surroundings {
  image: BuiltImage
  compose: ComposeFile
  network: InsideNetwork
  folder: string
  /** Replaces ops/container/secrets. */
  secrets: string
  /** The command that starts nginx. */
  nginx: string[]
}

export interface Container {
  name: string
  /** Its exit code. */
  exited: Promise<number>
  log(): string
  /** Runs a command inside the container as its user; returns its output. */
  exec(command: string[]): Promise<string>
  /** Runs its health check until it passes. */
  untilHealthy(): Promise<void>
  /** Sends SIGTERM and returns the exit code and the time it took. Kills it after its grace period. */
  end(): Promise<{ code: number; ms: number }>
}

const healthyWithinMs = 60_000
const oneShotMs = 120_000

/**
 * Starts a service of docker-compose.yml with runc as an engine would: its user, command, environment, secrets,
 * volumes, limits, a read-only root and no capabilities. All services run from our image.
 */
export async function startContainer(around: Surroundings, name: string): Promise<Container> {
  const service = around.compose.services[name]
  if (!service) throw new Error(`there is no service ${name}`)
  const bundle = join(around.folder, 'bundles', name)
  mkdirSync(bundle, { recursive: true })
  const namespace = await around.network.join(name)
  writeFileSync(join(bundle, 'config.json'), JSON.stringify(toSpec(around, name, namespace)))
  const logFile = join(bundle, 'log')
  for (const file of [logFile, `${logFile}.err`]) rmSync(file, { force: true })
  const runc = ['runc', '--root', join(around.folder, 'runc')]
  const id = `aam-check-${name}`
  const child = Bun.spawn([...runc, 'run', '--bundle', bundle, id], {
    stdin: 'ignore',
    stdout: Bun.file(logFile),
    stderr: Bun.file(`${logFile}.err`),
  })
  const log = () =>
    [logFile, `${logFile}.err`]
      .map((file) => (existsSync(file) ? readFileSync(file, 'utf8') : ''))
      .join('')
  const exec = (command: string[]) => run([...runc, 'exec', id, ...command])
  return {
    name,
    exited: child.exited,
    log,
    exec,
    async untilHealthy() {
      const [kind, ...test] = service.healthcheck?.test ?? []
      const command = kind === 'CMD-SHELL' ? ['sh', '-c', ...test] : test
      const deadline = Date.now() + healthyWithinMs
      for (;;) {
        const complaint = await exec(command).then(() => null, String)
        if (complaint === null) return
        if (Date.now() > deadline || child.exitCode !== null) {
          throw new Error(`${name} is not healthy: ${complaint}\n${log().slice(-3_000)}`)
        }
        await Bun.sleep(250)
      }
    },
    async end() {
      const startedAt = performance.now()
      await run([...runc, 'kill', id, 'TERM'])
      const graceMs = Number(/^(\d+)s$/.exec(service.stop_grace_period ?? '10s')?.[1]) * 1_000
      await Promise.race([child.exited, Bun.sleep(graceMs)])
      const ms = performance.now() - startedAt
      if (child.exitCode === null) await run([...runc, 'kill', id, 'KILL'])
      return { code: await child.exited, ms }
    },
  }
}

/** Runs a one-off service; throws with its log if it fails. */
export async function runOnce(around: Surroundings, name: string): Promise<string> {
  const container = await startContainer(around, name)
  const code = await Promise.race([container.exited, Bun.sleep(oneShotMs).then(() => -1)])
  if (code !== 0) throw new Error(`${name} ended with ${code}: ${container.log().slice(-3_000)}`)
  return container.log()
}

const units: Record<string, number> = { k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 }
const bytesOf = (size: string): number => Number(size.slice(0, -1)) * (units[size.slice(-1)] ?? 1)
const periodUs = 100_000

/** https://github.com/opencontainers/runtime-spec/blob/main/config.md */
function toSpec(around: Surroundings, name: string, namespace: string): object {
  const { image, compose } = around
  const service = compose.services[name]
  if (!service) throw new Error(`there is no service ${name}`)
  const [uid = 0, gid = 0] = (service.user ?? image.config.User).split(':').map(Number)
  const { cpus = '1', memory = '1g', pids = 100 } = service.deploy?.resources?.limits ?? {}
  const { entrypoint = name === 'redis' ? [] : image.config.Entrypoint } = service
  const environment = Object.entries(service.environment ?? {}).map(
    ([key, value]) => `${key}=${value}`,
  )
  return {
    ociVersion: '1.0.2',
    hostname: name,
    root: { path: image.folder, readonly: service.read_only ?? false },
    process: {
      user: { uid, gid },
      args: [...entrypoint, ...(service.command ?? image.config.Cmd)],
      env: [...image.config.Env, ...environment],
      cwd: image.config.WorkingDir,
      noNewPrivileges: service.security_opt?.includes('no-new-privileges:true') ?? false,
      // cap_drop: ALL; a test requires it of every service.
      capabilities: {},
    },
    mounts: mountsOf(around, name),
    linux: {
      namespaces: [
        ...['pid', 'ipc', 'uts', 'mount'].map((type) => ({ type })),
        { type: 'network', path: namespace },
      ],
      resources: {
        memory: { limit: bytesOf(memory) },
        pids: { limit: pids },
        cpu: { period: periodUs, quota: Number(cpus) * periodUs },
      },
      maskedPaths: ['/proc/kcore', '/proc/keys', '/proc/sysrq-trigger'],
      readonlyPaths: ['/proc/sys', '/proc/irq', '/proc/bus'],
    },
  }
}

interface Mount {
  destination: string
  type: string
  source: string
  options: string[]
}

const system: Mount[] = [
  { destination: '/proc', type: 'proc', source: 'proc', options: [] },
  { destination: '/dev', type: 'tmpfs', source: 'tmpfs', options: ['nosuid', 'mode=755'] },
  { destination: '/dev/shm', type: 'tmpfs', source: 'shm', options: ['mode=1777', 'size=65536k'] },
  { destination: '/sys', type: 'sysfs', source: 'sysfs', options: ['ro', 'nosuid', 'noexec'] },
]

function mountsOf(around: Surroundings, name: string): Mount[] {
  const { compose, network, secrets } = around
  const service = compose.services[name]
  const bind = (source: string, destination: string, options: string[] = []): Mount => ({
    destination,
    type: 'bind',
    source,
    options: ['rbind', ...options],
  })
  const volumes = (service?.volumes ?? []).map((volume, at) => {
    const [source = '', destination, mode = 'rw'] = volume.includes(':')
      ? volume.split(':')
      : [`${name}-${at}`, volume]
    const isPath = source.startsWith('.') || isAbsolute(source)
    const from = source.startsWith('./ops/container/secrets')
      ? join(secrets, source.slice('./ops/container/secrets'.length))
      : isPath
        ? join(root, source)
        : volumeOf(around, source, destination ?? '', service?.user)
    return bind(from, destination ?? '', [mode])
  })
  const temporary = (service?.tmpfs ?? []).map((entry) => {
    const [destination = '', options = ''] = entry.split(':')
    return {
      destination,
      type: 'tmpfs',
      source: 'tmpfs',
      options: options.split(',').filter(Boolean),
    }
  })
  const files = (service?.secrets ?? []).map((secret) => {
    const source = compose.secrets[secret]?.file ?? ''
    return bind(
      join(secrets, source.slice('./ops/container/secrets'.length)),
      `/run/secrets/${secret}`,
      ['ro'],
    )
  })
  return [
    ...system,
    ...temporary,
    ...volumes,
    ...files,
    bind(network.hostsFile, '/etc/hosts', ['ro']),
  ]
}

/** A new volume gets the owner of the folder that it covers; images other than ours own theirs. */
function volumeOf(
  { folder, image }: Surroundings,
  name: string,
  destination: string,
  user = '0:0',
): string {
  const volume = join(folder, 'volumes', name)
  if (existsSync(volume)) return volume
  mkdirSync(volume, { recursive: true })
  const covered = join(image.folder, destination)
  const [own = 0, group = 0] = user.split(':').map(Number)
  const { uid, gid } = existsSync(covered) ? statSync(covered) : { uid: own, gid: group }
  chownSync(volume, uid, gid)
  return volume
}
