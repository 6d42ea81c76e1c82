import { existsSync, writeFileSync } from 'node:fs'
import { packProblem } from '../../../../plugins/engine/index.ts'
import type { FromSandbox } from '../../sandbox/process.ts'
import type { JudgeTask } from '../messages.ts'

// Does what its pack.json says, the way a broken check could.
const answer = (message: FromSandbox) => process.send?.(message)

const faultOf = (task: JudgeTask): string | undefined => {
  if (task.kind === 'check') return task.files['pack.json']
  return 'section' in task ? task.section : task.items[0]?.section
}

process.on('disconnect', () => process.exit(0))
process.on('message', (task: JudgeTask) => {
  const fault = faultOf(task)
  if (fault === 'exit') process.exit(3)
  const [, seen] = /^exit-once:(.+)$/.exec(fault ?? '') ?? []
  if (seen && !existsSync(seen)) {
    writeFileSync(seen, '')
    process.exit(3)
  }
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
  const result = task.kind === 'check' ? { ok: false, hash: null, problems } : [[]]
  answer({ kind: 'done', result })
})
answer({ kind: 'ready' })
