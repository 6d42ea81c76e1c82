import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './run.ts'

const bridge = 'aamcheck0'

/** The network `inside` of docker-compose.yml: a bridge, and a namespace with an address for each service. */
export interface InsideNetwork {
  bridge: string
  /** The address that services see for requests from this machine. */
  hostAddress: string
  /** Address of a service by its name; assigned on first use. */
  addressOf(name: string): string
  /** Path of the network namespace of a service. */
  join(name: string): Promise<string>
  /** Puts a program that is not a container into the namespace of a service. */
  enter(name: string): string[]
  /** The file that resolves the names of all services. */
  hostsFile: string
  close(): Promise<void>
}

/** `names` are those of all services; `subnet` is a /24. */
export async function openNetwork(
  subnet: string,
  names: string[],
  folder: string,
): Promise<InsideNetwork> {
  const lead = subnet.slice(0, subnet.lastIndexOf('.') + 1)
  const addressOf = (name: string): string => {
    const at = names.indexOf(name)
    if (at < 0) throw new Error(`there is no service ${name}`)
    return `${lead}${at + 10}`
  }
  const namespaceOf = (name: string): string => `aamcheck-${name}`
  const hostsFile = join(folder, 'hosts')
  const hosts = names.map((name) => `${addressOf(name)} ${name}`)
  writeFileSync(hostsFile, `127.0.0.1 localhost\n${hosts.join('\n')}\n`)
  // Interface names have at most 15 characters.
  const linkOf = (name: string): string => `aamc${names.indexOf(name)}`
  const remove = () => removeAll(names.map(namespaceOf), names.map(linkOf))
  await remove()
  await run(['ip', 'link', 'add', bridge, 'type', 'bridge'])
  await run(['ip', 'address', 'add', `${lead}1/24`, 'dev', bridge])
  await run(['ip', 'link', 'set', bridge, 'up'])
  return {
    bridge,
    hostAddress: `${lead}1`,
    addressOf,
    hostsFile,
    enter: (name) => ['ip', 'netns', 'exec', namespaceOf(name)],
    async join(name) {
      const namespace = namespaceOf(name)
      const path = `/var/run/netns/${namespace}`
      if (existsSync(path)) return path
      const outer = linkOf(name)
      const within = ['ip', '-n', namespace]
      mkdirSync(`/etc/netns/${namespace}`, { recursive: true })
      writeFileSync(`/etc/netns/${namespace}/hosts`, await Bun.file(hostsFile).text())
      await run(['ip', 'netns', 'add', namespace])
      await run([
        'ip',
        'link',
        'add',
        outer,
        'type',
        'veth',
        'peer',
        'name',
        'eth0',
        'netns',
        namespace,
      ])
      await run(['ip', 'link', 'set', outer, 'master', bridge, 'up'])
      await run([...within, 'address', 'add', `${addressOf(name)}/24`, 'dev', 'eth0'])
      await run([...within, 'link', 'set', 'eth0', 'up'])
      await run([...within, 'link', 'set', 'lo', 'up'])
      return path
    },
    close: remove,
  }
}

/** Also removes what a killed check left behind. */
async function removeAll(namespaces: string[], links: string[]): Promise<void> {
  for (const namespace of namespaces) {
    await run(['ip', 'netns', 'delete', namespace]).catch(() => undefined)
    rmSync(`/etc/netns/${namespace}`, { recursive: true, force: true })
  }
  // A namespace lasts as long as its last process, and so does the other end of its link.
  for (const link of [...links, bridge]) {
    await run(['ip', 'link', 'delete', link]).catch(() => undefined)
  }
}
