import { copyFileSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dir, '../..')

/** Folders of the release whose files name paths of the machine, and are copied for that reason. */
const led = ['systemd', 'nginx', 'prometheus']

/** Uses this checkout instead of the release's folder, with mapped paths in its files. */
export function placeRelease(folder: string, lead: (text: string) => string): void {
  const link = (...names: string[]) => symlinkSync(join(root, ...names), join(folder, ...names))
  for (const name of readdirSync(root)) if (name !== 'ops') link(name)
  for (const name of readdirSync(join(root, 'ops'))) if (!led.includes(name)) link('ops', name)
  for (const name of led.flatMap((one) =>
    readdirSync(join(root, 'ops', one)).map((file) => join('ops', one, file)),
  )) {
    const copy = join(folder, name)
    copyFileSync(join(root, name), copy)
    writeFileSync(copy, lead(readFileSync(copy, 'utf8')))
  }
}

export interface PlayedPlaces {
  redis: number
  /** File for the calls of `systemctl`, one per line: the action, the unit, and a file that reports completion. */
  orders: string
  /** File for the calls of `chown`. */
  owners: string
  /** Configuration of nginx. */
  nginx: string
  /** Ports of this machine that replace those of the units. */
  ports: ReadonlyMap<number, number>
}

/** Commands that would change the host, and those that must reach this machine's services. */
export function playSystem(folder: string, at: PlayedPlaces): void {
  const ports = [...at.ports].map(([asked, given]) => `${asked}) echo ${given} ;;`).join(' ')
  const programs = {
    'apt-get': 'exit 0',
    npm: 'exit 0',
    adduser: 'exit 0',
    chown: `echo "$*" >> '${at.owners}'`,
    sudo: '[ "$1" = -u ] && shift 2; exec "$@"',
    bun: `given() { case "$1" in ${ports} *) echo "$1" ;; esac; }
[ -z "\${PORT:-}" ] || export PORT="$(given "$PORT")"
[ -z "\${METRICS_PORT:-}" ] || export METRICS_PORT="$(given "$METRICS_PORT")"
exec '${process.execPath}' "$@"`,
    'redis-cli': `exec /usr/bin/redis-cli -p ${at.redis} "$@"`,
    nginx: `exec /usr/sbin/nginx -c '${at.nginx}' "$@"`,
    systemctl: `order() {
  done="$(mktemp -u)"
  echo "$1 $2 $done" >> '${at.orders}'
  until [ -e "$done" ]; do sleep 0.05; done
  rm "$done"
}
case "$*" in
daemon-reload) ;;
'reload nginx') exec /usr/sbin/nginx -c '${at.nginx}' -s reload ;;
'enable --now '*) shift 2; for unit; do order start "$unit"; done ;;
'restart '* | 'reload '*) verb="$1"; shift; for unit; do order "$verb" "$unit"; done ;;
*) echo "systemctl $* is not played here" >&2; exit 1 ;;
esac`,
  }
  for (const [name, body] of Object.entries(programs)) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${body}\n`, { mode: 0o755 })
  }
}

export interface UnitFile {
  folder: string
  command: string[]
  environment: Record<string, string>
}

/** The part of systemd.unit(5) and systemd.exec(5) that ours use. */
export function readUnit(text: string, instance: string): UnitFile {
  const value = (key: string) =>
    new RegExp(`^${key}=(.*)$`, 'm').exec(text.replaceAll('%i', instance))?.[1] ?? ''
  const pairs = value('Environment').split(' ').filter(Boolean)
  const words = [...value('ExecStart').matchAll(/'([^']*)'|(\S+)/g)]
  return {
    folder: value('WorkingDirectory'),
    command: words.map(([, quoted, plain]) => (quoted ?? plain ?? '').replaceAll('$$', () => '$')),
    environment: Object.fromEntries(pairs.map((pair) => pair.split('=') as [string, string])),
  }
}
