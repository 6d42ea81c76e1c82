import { join } from 'node:path'
import { findFaults } from './commit-message.ts'

// Repeats the hook's check for all commits since the hook exists, because a hook can be skipped.
const root = join(import.meta.dir, '../..')
const since = git('log', '--diff-filter=A', '--format=%H', '--', 'ops/git/commit-message.ts')
const first = since?.trim().split('\n').at(-1)
const log = first && git('log', '--format=%H%x00%B%x01', `${first}..HEAD`)
if (log === undefined) {
  console.log('This is no checkout of git: there are no commits to check.')
  process.exit(0)
}
const commits = log.split('\u0001').filter((commit) => commit.trim() !== '')
let bad = 0
for (const commit of commits) {
  const [hash = '', message = ''] = commit.trim().split('\0')
  for (const fault of findFaults(message)) {
    bad += 1
    console.error(`${hash.slice(0, 8)} ${message.split('\n')[0]}: ${fault}`)
  }
}
console.log(`${commits.length} commits checked, ${bad} faults`)
process.exit(bad === 0 ? 0 : 1)

/** Output of git; undefined without git or outside a repository. */
function git(...args: string[]): string | undefined {
  if (!Bun.which('git')) return undefined
  const { exitCode, stdout } = Bun.spawnSync(['git', ...args], { cwd: root, stderr: 'ignore' })
  return exitCode === 0 ? stdout.toString() : undefined
}
