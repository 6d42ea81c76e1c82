import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { buildDashboard } from '../../../server/main/build-dashboard.ts'
import { findRuntimePackages, removeOtherPackages, removeUnreadFiles } from './packages.ts'

// Runs inside the image build: afterwards only what runs remains below /app.
const root = join(import.meta.dir, '../../..')

await buildDashboard(console.log)
const kept = findRuntimePackages(root)
const removed = removeOtherPackages(root, kept)
const files = removeUnreadFiles(root)
const web = new Bun.Glob('*').scanSync({ cwd: join(root, 'web'), dot: true, onlyFiles: false })
for (const name of [...web].filter((name) => name !== 'dist')) {
  rmSync(join(root, 'web', name), { recursive: true })
}
console.log(`Kept ${kept.size} packages, removed ${removed} and ${files} files that nothing reads`)
