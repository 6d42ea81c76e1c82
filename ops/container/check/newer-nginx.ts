import { existsSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { run, timed } from './run.ts'

const mirror = 'http://deb.debian.org/debian'
const release = 'forky'
/** Debian 12's debootstrap has no script of that name; they are all the same. */
const script = '/usr/share/debootstrap/scripts/sid'
const loaders: Record<string, string> = {
  x64: 'usr/lib64/ld-linux-x86-64.so.2',
  arm64: 'usr/lib/aarch64-linux-gnu/ld-linux-aarch64.so.1',
}

/**
 * The command that starts nginx of Debian's next release with its own libraries. The image of docker-compose.yml is
 * not available here, and Debian 12's nginx cannot resolve names while it runs.
 */
export async function provideNewerNginx(cache: string): Promise<string[]> {
  const folder = join(cache, `nginx-${release}`)
  if (!existsSync(folder)) {
    const making = `${folder}.making`
    rmSync(making, { recursive: true, force: true })
    const call = ['debootstrap', '--variant=minbase', '--include=nginx-light']
    await timed('debootstrap of nginx', () => run([...call, release, making, mirror, script]))
    renameSync(making, folder)
  }
  const loader = join(folder, loaders[process.arch] ?? '')
  const machine = process.arch === 'arm64' ? 'aarch64' : 'x86_64'
  const libraries = join(folder, `usr/lib/${machine}-linux-gnu`)
  return [loader, '--library-path', libraries, join(folder, 'usr/sbin/nginx')]
}
