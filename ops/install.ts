// Uses nothing outside Bun itself: it runs before any package is there.
import { existsSync, readFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dir, '..')
const stampFile = join(root, 'node_modules', '.aam-installed')
const wanted = Bun.hash(
  readFileSync(join(root, 'bun.lock'), 'utf8') + readFileSync(join(root, 'package.json'), 'utf8'),
).toString(16)
const pinned = (
  JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { packageManager: string }
).packageManager.slice('bun@'.length)

if (Bun.version !== pinned) {
  console.error(
    `AAM runs on Bun ${pinned}; this is ${Bun.version}. Run it as: npx -y bun@${pinned} start`,
  )
  process.exit(1)
}

const installed = existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wanted
if (!installed) {
  console.log('Installing packages (once; about ten seconds)')
  const install = Bun.spawnSync([process.execPath, 'install', '--frozen-lockfile', '--silent'], {
    cwd: root,
    stdout: 'inherit',
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
