/** Where Redis is, as read from one URL. */
export type RedisAddress = {
  username: string | null
  password: string | null
  tls: boolean
} & (
  | { kind: 'single'; host: string; port: number; database: number }
  | {
      kind: 'sentinel'
      sentinels: HostPort[]
      primaryName: string
      sentinelPassword: string | null
      database: number
    }
  | { kind: 'cluster'; nodes: HostPort[] }
)

interface HostPort {
  host: string
  port: number
}

const shape =
  /^(?<scheme>rediss?|redis\+sentinel|redis\+cluster):\/\/(?:(?<auth>[^@/?]*)@)?(?<hosts>[^/?]+)(?:\/(?<database>\d{0,4}))?(?:\?(?<query>.*))?$/

/**
 * Reads `redis://`, `rediss://`, `redis+sentinel://host,host/db?name=primary&sentinelPassword=…&tls=true` and
 * `redis+cluster://host,host?tls=true`. Several hosts are why `URL` cannot read it.
 * Throws an Error that names the fault and never the password.
 */
export function parseRedisUrl(url: string): RedisAddress {
  const parts = shape.exec(url)?.groups
  const { scheme, hosts } = parts ?? {}
  if (!scheme || !hosts) {
    throw new Error(
      'The address of Redis must look like redis://host:6379, rediss://…, redis+sentinel://host,host?name=primary or redis+cluster://host,host',
    )
  }
  const query = new URLSearchParams(parts?.query ?? '')
  const shared = { ...readAuth(parts?.auth ?? ''), tls: scheme === 'rediss' || isOn(query, 'tls') }
  const database = Number(parts?.database || '0')
  if (scheme === 'redis+cluster') {
    if (database !== 0)
      throw new Error('Redis Cluster has no numbered databases: leave out the path')
    return { ...shared, kind: 'cluster', nodes: readHosts(hosts, 6379) }
  }
  if (scheme === 'redis+sentinel') {
    const primaryName = query.get('name')
    if (!primaryName) throw new Error('The address of Redis Sentinel needs ?name=<primary>')
    const sentinelPassword = query.get('sentinelPassword')
    const sentinels = readHosts(hosts, 26_379)
    return { ...shared, kind: 'sentinel', sentinels, primaryName, sentinelPassword, database }
  }
  const [node, ...rest] = readHosts(hosts, 6379)
  if (!node || rest.length > 0) {
    throw new Error('Several hosts need redis+sentinel:// or redis+cluster://')
  }
  return { ...shared, kind: 'single', ...node, database }
}

const isOn = (query: URLSearchParams, name: string): boolean =>
  ['1', 'true', 'yes'].includes(query.get(name) ?? '')

function readAuth(text: string): { username: string | null; password: string | null } {
  const colon = text.indexOf(':')
  if (text === '') return { username: null, password: null }
  if (colon < 0) return { username: null, password: decode(text) }
  return { username: decode(text.slice(0, colon)) || null, password: decode(text.slice(colon + 1)) }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new Error('The user or password in the address of Redis is not percent-encoded properly')
  }
}

function readHosts(list: string, defaultPort: number): HostPort[] {
  return list.split(',').map((entry) => {
    const match = /^(?<host>\[[0-9a-fA-F:.]+\]|[^:[\]\s]+)(?::(?<port>\d{1,5}))?$/.exec(
      entry.trim(),
    )
    const host = match?.groups?.host
    const port = Number(match?.groups?.port ?? defaultPort)
    if (!host || port < 1 || port > 65_535) {
      throw new Error('Each host in the address of Redis must be host or host:port')
    }
    return { host: host.replaceAll(/[[\]]/g, ''), port }
  })
}
