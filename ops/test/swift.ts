import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createStorage } from '../../server/adapters/s3/index.ts'
import type { S3Access } from '../../server/embedded/s3/service.ts'
import { choosePort } from '../../server/embedded/supervision/ports.ts'
import { canInstallPackages, installPackages } from './debian-packages.ts'

// OpenStack Swift with its s3api: an S3 server that shares no code with ours.
// https://docs.openstack.org/swift/latest/middleware.html#module-swift.common.middleware.s3api.s3api

const packages = ['swift-proxy', 'swift-account', 'swift-container', 'swift-object']
const programs = ['swift-proxy-server', 'swift-ring-builder', 'swift-object-server']
const roles = ['account', 'container', 'object'] as const
const region = 'us-east-1'
const readyWithinMs = 60_000

export interface SwiftServer {
  s3: S3Access
  stop(): Promise<void>
}

const isThere = (): boolean => programs.every((program) => Bun.which(program) !== null)

/** True when Swift is here, or can be installed: root on a Debian system. */
export const canHaveSwift = (): boolean => isThere() || canInstallPackages()

/** Starts a single-node Swift on loopback in a folder of its own; installs it first when missing. */
export async function startSwift(): Promise<SwiftServer> {
  if (!isThere()) await installPackages(packages)
  const root = mkdtempSync(join(tmpdir(), 'aam-swift-'))
  const children: Bun.Subprocess[] = []
  const stop = async () => {
    for (const child of children) child.kill('SIGTERM')
    await Promise.all(children.map((child) => child.exited))
    rmSync(root, { recursive: true, force: true })
  }
  try {
    const proxyPort = await configure(root)
    for (const role of ['proxy', ...roles]) {
      children.push(
        Bun.spawn([`swift-${role}-server`, join(root, `${role}.conf`), '--verbose'], {
          stdin: 'ignore',
          stdout: Bun.file(join(root, `${role}.log`)),
          stderr: Bun.file(join(root, `${role}.log`)),
        }),
      )
    }
    const endpoint = `http://127.0.0.1:${proxyPort}`
    const s3 = {
      endpoint,
      region,
      accessKeyId: 'aam:tester',
      secretAccessKey: 'swift-test-secret',
      bucket: 'aam',
    }
    await waitUntilReady(s3, root)
    return { s3, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function configure(root: string): Promise<number> {
  const proxyPort = choosePort('Swift', undefined)
  const file = (name: string, lines: string[]) =>
    writeFileSync(join(root, name), `${lines.join('\n')}\n`)
  mkdirSync(join(root, 'devices/disk'), { recursive: true })
  file('swift.conf', [
    '[swift-hash]',
    'swift_hash_path_suffix = aam',
    'swift_hash_path_prefix = aam',
  ])
  await Promise.all(
    roles.map(async (role) => {
      const port = choosePort('Swift', undefined)
      file(`${role}.conf`, storageServer(root, role, port))
      await buildRing(root, role, port)
    }),
  )
  file('proxy.conf', proxyServer(root, proxyPort))
  return proxyPort
}

const common = (root: string, port: number): string[] => [
  '[DEFAULT]',
  'bind_ip = 127.0.0.1',
  `bind_port = ${port}`,
  'workers = 0',
  'user = root',
  `swift_dir = ${root}`,
  `devices = ${join(root, 'devices')}`,
  'mount_check = false',
  'fallocate_reserve = 0',
  'log_level = WARNING',
]

/** On a disk that others keep busy the first bucket took longer than the ten seconds that the proxy gives by itself. */
const patience = ['node_timeout = 60', 'conn_timeout = 10']

const storageServer = (root: string, role: string, port: number): string[] => [
  ...common(root, port),
  '[pipeline:main]',
  `pipeline = ${role}-server`,
  `[app:${role}-server]`,
  `use = egg:swift#${role}`,
  ...patience,
]

const proxyServer = (root: string, port: number): string[] => [
  ...common(root, port),
  '[pipeline:main]',
  'pipeline = catch_errors gatekeeper healthcheck cache listing_formats s3api tempauth copy slo proxy-server',
  '[app:proxy-server]',
  'use = egg:swift#proxy',
  'account_autocreate = true',
  ...patience,
  // The other servers may answer a moment later: that must not shut them out for a minute.
  'error_suppression_interval = 0',
  'error_suppression_limit = 1000000',
  '[filter:tempauth]',
  'use = egg:swift#tempauth',
  'user_aam_tester = swift-test-secret .admin',
  '[filter:s3api]',
  'use = egg:swift#s3api',
  `location = ${region}`,
  '[filter:cache]',
  'use = egg:swift#memcache',
  // tempauth insists on a cache; one that is never there is as good for a single node.
  'memcache_servers = 127.0.0.1:9',
  ...['catch_errors', 'gatekeeper', 'healthcheck', 'listing_formats', 'copy', 'slo'].flatMap(
    (name) => [`[filter:${name}]`, `use = egg:swift#${name}`],
  ),
]

async function buildRing(root: string, role: string, port: number): Promise<void> {
  const builder = join(root, `${role}.builder`)
  const device = `r1z1-127.0.0.1:${port}/disk`
  for (const step of [['create', '4', '1', '1'], ['add', device, '1'], ['rebalance']]) {
    const result = Bun.spawn(['swift-ring-builder', builder, ...step], {
      stdin: 'ignore',
      stdout: 'pipe',
      stderr: 'ignore',
    })
    const [output, exitCode] = await Promise.all([
      new Response(result.stdout).text(),
      result.exited,
    ])
    if (exitCode !== 0) throw new Error(`swift-ring-builder: ${output.trim()}`)
  }
}

async function waitUntilReady(s3: S3Access, root: string): Promise<void> {
  const untilMs = performance.now() + readyWithinMs
  const storage = createStorage(s3)
  try {
    while (performance.now() < untilMs) {
      // All four servers have to do with a bucket and what is in it.
      const isReady = await storage
        .ensureBucket()
        .then(() => storage.head('ready'))
        .then(
          () => true,
          () => false,
        )
      if (isReady) return
      await Bun.sleep(50)
    }
  } finally {
    storage.close()
  }
  const log = await Bun.file(join(root, 'proxy.log')).text()
  throw new Error(`Swift did not answer: ${log.slice(-500)}`)
}
