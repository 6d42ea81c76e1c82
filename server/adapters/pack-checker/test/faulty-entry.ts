import { packProblem, type PackFiles } from '../../../../plugins/engine/index.ts'
import type { FromChecker } from '../messages.ts'

// Does what its pack.json says, the way a broken check could.
const answer = (message: FromChecker) => process.send?.(message)

process.on('disconnect', () => process.exit(0))
process.on('message', (files: PackFiles) => {
  const fault = files['pack.json']
  if (fault === 'exit') process.exit(3)
  if (fault === 'throw') throw new Error('thrown')
  if (fault === 'eat') {
    const eaten: Uint8Array[] = []
    for (;;) eaten.push(new Uint8Array(1_000_000).fill(eaten.length % 250))
  }
  if (fault === 'spin') for (;;);
  const detail = Object.keys(process.env)
    .filter((name) => !/^(PWD|SHLVL|_|OLDPWD|NODE_CHANNEL_.*)$/.test(name))
    .join(' ')
  const problems = [packProblem('#', 'json-invalid', { detail })]
  answer({ kind: 'checked', result: { ok: false, hash: null, problems } })
})
answer({ kind: 'ready' })
