import { loadPack, PackError, type PackFiles } from '../../../plugins/engine/index.ts'
import type { CheckedPack } from '../../modules/scenarios/ports.ts'
import type { FromChecker } from './messages.ts'

// The child process: it has no environment, no services and no secrets, and dies with its parent.
const answer = (message: FromChecker): boolean | undefined => process.send?.(message)

process.on('message', (files: PackFiles) => {
  answer({ kind: 'checked', result: check(files) })
  Bun.gc(true)
})
process.on('disconnect', () => process.exit(0))
answer({ kind: 'ready' })

function check(files: PackFiles): CheckedPack {
  try {
    const pack = loadPack(files)
    return { ok: true, hash: pack.hash, pack, problems: [] }
  } catch (error) {
    if (error instanceof PackError) return { ok: false, hash: null, problems: error.problems }
    throw error
  }
}
