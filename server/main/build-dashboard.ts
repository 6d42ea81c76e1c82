import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CommandFailed } from './commands/command.ts'

const root = join(import.meta.dir, '../..')
const stampFile = join(root, 'web/dist/.built-from')

/** Builds the dashboard when its sources have changed since it was built last. */
export async function buildDashboard(say: (line: string) => void): Promise<void> {
  const wanted = await hashSources()
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wanted) return
  say('Building the dashboard')
  const build = Bun.spawn(
    [
      process.execPath,
      '--bun',
      'node_modules/vite/bin/vite.js',
      'build',
      '--config',
      'web/vite.config.ts',
      '--logLevel',
      'error',
    ],
    { cwd: root, stdin: 'ignore', stdout: 'pipe', stderr: 'pipe' },
  )
  if ((await build.exited) !== 0) {
    const output = await new Response(build.stderr).text()
    const detail = output.trim().split('\n').slice(0, 4).join(' ')
    throw new CommandFailed(`The dashboard could not be built: ${detail}`)
  }
  writeFileSync(stampFile, wanted)
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
