import { existsSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { run, timed } from './run.ts'

const mirror = 'http://deb.debian.org/debian'
const release = 'forky'
/** debootstrap of Debian 12 has no script of that name; they are all alike. */
const script = '/usr/share/debootstrap/scripts/sid'
const loaders: Record<string, string> = {
  x64: 'usr/lib64/ld-linux-x86-64.so.2',
  arm64: 'usr/lib/aarch64-linux-gnu/ld-linux-aarch64.so.1',
}

/**
 * What starts nginx of Debian's next release, with the libraries that it came with: the image of docker-compose.yml is not
 * to be had here, and that of Debian 12 cannot look names up while it runs.
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
