import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CommandFailed } from './command.ts'

const root = join(import.meta.dir, '../..')
const dist = join(root, 'web/dist')
const stampIn = (folder: string): string => join(folder, '.built-from')

/**
 * Builds the dashboard if its sources have changed since the last build. Builds into a separate folder and moves it
 * into place, so that two starts at once, or a start beside a running server, never see half a build.
 */
export async function buildDashboard(say: (line: string) => void): Promise<void> {
  // A container image has the build without its sources.
  if (!existsSync(join(root, 'web/vite.config.ts')) && existsSync(stampIn(dist))) return
  const wanted = await hashSources()
  if (existsSync(stampIn(dist)) && readFileSync(stampIn(dist), 'utf8') === wanted) return
  say('Building the dashboard')
  const aside = join(root, 'web', `.dist-${process.pid}`)
  try {
    await build(aside)
    writeFileSync(stampIn(aside), wanted)
    replaceFolder(aside, dist)
  } finally {
    rmSync(aside, { recursive: true, force: true })
  }
}

async function build(folder: string): Promise<void> {
  const vite = Bun.spawn(
    [
      process.execPath,
      '--bun',
      'node_modules/vite/bin/vite.js',
      'build',
      '--config',
      'web/vite.config.ts',
      '--outDir',
      folder,
      '--logLevel',
      'error',
    ],
    { cwd: root, stdin: 'ignore', stdout: 'pipe', stderr: 'pipe' },
  )
  if ((await vite.exited) !== 0) {
    const output = await new Response(vite.stderr).text()
    const detail = output.trim().split('\n').slice(0, 4).join(' ')
    throw new CommandFailed(`The dashboard could not be built: ${detail}`)
  }
}

/** Two renames are not atomic: whoever is second keeps the folder that the first put in place. */
function replaceFolder(from: string, to: string): void {
  const old = `${from}-old`
  try {
    if (existsSync(to)) renameSync(to, old)
    renameSync(from, to)
  } catch (error) {
    if (!existsSync(stampIn(to))) throw error
  } finally {
    rmSync(old, { recursive: true, force: true })
  }
}

async function hashSources(): Promise<string> {
  const files = await Array.fromAsync(
    new Bun.Glob('web/**/*.{ts,tsx,css,html,svg,png,json,js}').scan({ cwd: root }),
  )
  const hasher = new Bun.CryptoHasher('sha256')
  for (const file of ['bun.lock', ...files.filter(isSource).toSorted()]) {
    hasher.update(file).update(readFileSync(join(root, file)))
  }
  return hasher.digest('hex')
}

const isSource = (file: string): boolean =>
  !file.startsWith('web/dist/') && !file.startsWith('web/e2e/') && !/\.(test|e2e)\.tsx?$/.test(file)

if (import.meta.main) await buildDashboard(console.log)
