import { readFileSync } from 'node:fs'
import type { Container, Surroundings } from './container.ts'
import { run } from './run.ts'

/** Checks from inside that a service can do only what docker-compose.yml allows. */
export async function checkGuards(around: Surroundings, containers: Container[]): Promise<void> {
  for (const container of containers) {
    const probe = `id -u; for f in /app/x /usr/x /etc/x /var/lib/aam/x; do touch $f 2>/dev/null && echo "wrote $f"; done
      touch /tmp/x && echo tmp; sed -n 's/^CapEff:[^0-9a-f]*//p;s/^CapBnd:[^0-9a-f]*//p;s/^NoNewPrivs:[^0-9]*//p' /proc/self/status
      cat /proc/1/comm; env | grep -cE 'postgres://|redis://' || true`
    const said = (await container.exec(['sh', '-c', probe])).trim().split('\n')
    const wanted = ['10001', 'tmp', '0000000000000000', '0000000000000000', '1', 'tini', '0']
    if (said.toSorted().join() !== wanted.toSorted().join()) {
      throw new Error(`${container.name} is not guarded: ${said.join(' ')}`)
    }
    const limit = await memoryLimit(around, container.name)
    console.log(
      `  ${container.name}: user 10001, read-only root, /tmp alone is open, no capability, no new privilege, tini first, no secret in its environment, ${limit / 2 ** 20} MiB at most`,
    )
  }
}

/** The limits that the kernel enforces. */
async function memoryLimit({ folder }: Surroundings, name: string): Promise<number> {
  const state = await run(['runc', '--root', `${folder}/runc`, 'state', `aam-check-${name}`])
  const { pid } = JSON.parse(state) as { pid: number }
  const groups = readFileSync(`/proc/${pid}/cgroup`, 'utf8')
  const memory = /^\d+:memory:(.*)$/m.exec(groups)?.[1]
  const file = memory
    ? `/sys/fs/cgroup/memory${memory}/memory.limit_in_bytes`
    : `/sys/fs/cgroup${/^0::(.*)$/m.exec(groups)?.[1] ?? ''}/memory.max`
  return Number(readFileSync(file, 'utf8'))
}
