import {
  cpSync,
  existsSync,
  mkdirSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { root } from '../compose.ts'
import { run, timed } from './run.ts'

const base = 'localhost/aam-base:bookworm'
const image = 'localhost/aam:check'
const mirror = 'http://deb.debian.org/debian'
/** Certificates that the machine trusts besides Debian's, as networks with a proxy need them. */
const ownAuthorities = '/usr/local/share/ca-certificates'

/** What the published slim image does not contain. */
const notInSlim = [
  'var/cache/apt',
  'var/lib/apt/lists',
  ...['doc', 'man', 'locale', 'info'].map((name) => join('usr/share', name)),
]

export interface BuiltImage {
  /** The folder of its files. */
  folder: string
  sizeBytes: number
  layers: number
  config: { Env: string[]; Entrypoint: string[]; Cmd: string[]; User: string; WorkingDir: string }
  remove(): Promise<void>
}

/** Builds the image on a base of our own, and reuses layers that are already built. */
export async function buildImage(cache: string): Promise<BuiltImage> {
  const places = ['--root', join(cache, 'storage'), '--runroot', join(cache, 'run')]
  // Slow, but works everywhere: each layer is a copy of all layers below it.
  let driver = 'vfs'
  const buildah = (...args: string[]) =>
    run(['buildah', ...places, '--storage-driver', driver, ...args], {
      env: { BUILDAH_ISOLATION: 'chroot' },
    })
  if (await canOverlay(cache)) driver = 'overlay'
  const isThere = (name: string) =>
    buildah('inspect', '--type', 'image', name).then(
      () => true,
      () => false,
    )
  if (!(await isThere(base))) await timed('debootstrap of the base', () => makeBase(cache, buildah))
  await timed('buildah build', () =>
    buildah('build', '--layers', '--tag', image, '--build-arg', `BASE=${base}`, root),
  )
  const { OCIv1 } = JSON.parse(await buildah('inspect', '--type', 'image', image)) as {
    OCIv1: { config: BuiltImage['config']; rootfs: { diff_ids: string[] } }
  }
  const [listed] = JSON.parse(await buildah('images', '--json', image)) as { size: string }[]
  const working = (await buildah('from', image)).trim()
  // runc accepts no path with symbolic links.
  const folder = realpathSync((await buildah('mount', working)).trim())
  return {
    folder,
    sizeBytes: await sizeOf(folder),
    layers: OCIv1.rootfs.diff_ids.length,
    config: OCIv1.config,
    remove: async () => {
      await buildah('rm', working)
      console.log(
        `  kept for the next check: ${cache} (image of ${listed?.size ?? 'unknown size'}, ${driver})`,
      )
    },
  }
}

/** In some containers, overlays cannot be mounted on each other. */
async function canOverlay(cache: string): Promise<boolean> {
  const at = (name: string): string => join(cache, 'overlay-probe', name)
  for (const name of ['lower', 'upper', 'work', 'merged']) mkdirSync(at(name), { recursive: true })
  const options = `lowerdir=${at('lower')},upperdir=${at('upper')},workdir=${at('work')}`
  const mount = ['mount', '-t', 'overlay', 'overlay', '-o', options, at('merged')]
  const isMounted = await run(mount).then(
    () => true,
    () => false,
  )
  if (isMounted) await run(['umount', at('merged')])
  return isMounted
}

const sizeOf = async (folder: string): Promise<number> =>
  Number((await run(['du', '--summarize', '--bytes', '--one-file-system', folder])).split('\t')[0])

async function makeBase(
  cache: string,
  buildah: (...args: string[]) => Promise<string>,
): Promise<void> {
  const folder = join(cache, 'base')
  const files = join(folder, 'files')
  if (!existsSync(files)) {
    const unfinished = join(cache, 'base-unfinished')
    rmSync(unfinished, { recursive: true, force: true })
    mkdirSync(unfinished, { recursive: true })
    await run(['debootstrap', '--variant=minbase', 'bookworm', join(unfinished, 'files'), mirror])
    renameSync(unfinished, folder)
  }
  if (existsSync(ownAuthorities)) {
    cpSync(ownAuthorities, join(files, ownAuthorities), { recursive: true })
  }
  for (const name of notInSlim) {
    rmSync(join(files, name), { recursive: true, force: true })
    mkdirSync(join(files, name), { recursive: true })
  }
  await run(['tar', '-C', files, '-cf', join(folder, 'files.tar'), '.'])
  writeFileSync(join(folder, 'Dockerfile'), 'FROM scratch\nADD files.tar /\n')
  await buildah('build', '--tag', base, folder)
}
