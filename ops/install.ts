// Uses nothing outside Bun itself: it runs before any package is there.
import { existsSync, readdirSync, readFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dir, '..')
const stampFile = join(root, 'node_modules', '.aam-installed')
const patches = readdirSync(join(root, 'ops/patches')).toSorted()
const wanted = Bun.hash(
  ['bun.lock', 'package.json', ...patches.map((name) => `ops/patches/${name}`)]
    .map((file) => `${file}\n${readFileSync(join(root, file), 'utf8')}`)
    .join('\n'),
).toString(16)
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  packageManager: string
  dependencies: Record<string, string>
}
const pinned = manifest.packageManager.slice('bun@'.length)

if (Bun.version !== pinned) {
  console.error(
    `AAM runs on Bun ${pinned}; this is ${Bun.version}. Run it through npx, e.g. npx -y bun@${pinned} start`,
  )
  process.exit(1)
}

/** Operators install by their own means and leave no stamp; all versions are exact, so they can be compared. */
function areThere(names: Record<string, string>): boolean {
  return Object.entries(names).every(([name, version]) => {
    const file = join(root, 'node_modules', name, 'package.json')
    return (
      existsSync(file) &&
      (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version === version
    )
  })
}

const stamp = existsSync(stampFile) ? readFileSync(stampFile, 'utf8') : null
const isInstalledByOthers =
  stamp === null && process.argv.includes('--runtime') && areThere(manifest.dependencies)
if (stamp !== wanted && !isInstalledByOthers) {
  // The output of commands is data (--json), so all of this goes to stderr.
  console.error('Installing packages (once; about ten seconds)')
  const install = Bun.spawnSync([process.execPath, 'install', '--frozen-lockfile', '--silent'], {
    cwd: root,
    stdout: 2,
    stderr: 'inherit',
  })
  if (install.exitCode !== 0) {
    console.error(
      'Packages could not be installed. Check the network and the npm registry setting, then run the same command again.',
    )
    process.exit(1)
  }
  mkdirSync(join(root, 'node_modules'), { recursive: true })
  writeFileSync(stampFile, wanted)
}

// The check of commit messages. Whoever has hooks of their own keeps them.
if (existsSync(join(root, '.git')) && Bun.which('git')) {
  const git = (...args: string[]) =>
    Bun.spawnSync(['git', ...args], { cwd: root, stderr: 'ignore' })
  if (git('config', 'core.hooksPath').exitCode !== 0) {
    git('config', 'core.hooksPath', 'ops/git/hooks')
  }
}
