import {
  groundItem,
  indexMeeting,
  judgePart,
  loadPack,
  loadPublished,
  type LoadedPack,
  mergeJudged,
  PackError,
  validateItem,
} from '../../../plugins/engine/index.ts'
import type { CheckedPack } from '../../modules/scenarios/ports.ts'
import type { FromSandbox } from '../sandbox/process.ts'
import type { JudgedPack, JudgeTask, PackUnknown } from './messages.ts'

// Runs in the child process, which has no environment, services or secrets and dies with its parent.
const answer = (message: FromSandbox): boolean | undefined => process.send?.(message)

const maxPacks = 16
const packs = new Map<string, JudgedPack>()

process.on('message', (task: JudgeTask) => {
  answer({ kind: 'done', result: perform(task) })
  if (task.kind === 'check') Bun.gc(true)
})
process.on('disconnect', () => process.exit(0))
answer({ kind: 'ready' })

function perform(task: JudgeTask): unknown {
  if (task.kind === 'check') return check(task)
  const pack = packOf(task)
  if (!pack) return 'pack-unknown' satisfies PackUnknown
  if (task.kind === 'judge') {
    return task.items.map(({ section, value }) => validateItem(pack, section, value))
  }
  if (task.kind === 'ground') {
    return task.items.map(({ section, value, citations }) =>
      groundItem(pack, section, value, citations, task.segments, task.exempt),
    )
  }
  const section = pack.sections.find(({ name }) => name === task.section)
  if (!section) throw new RangeError(`The scenario has no section ${task.section}.`)
  if (task.kind === 'merge') return mergeJudged(section, task.judged)
  const { part, window, meeting, segments } = task
  const index = indexMeeting(segments, meeting)
  return judgePart({ pack, meeting, index }, section, part, window)
}

/** Judging reads only the hash and the sections of a pack. */
function packOf({ hash, pack }: { hash: string; pack?: JudgedPack }): LoadedPack | undefined {
  const known = pack ?? packs.get(hash)
  if (!known) return undefined
  packs.delete(hash)
  packs.set(hash, known)
  const oldest = packs.keys().next().value
  if (packs.size > maxPacks && oldest !== undefined) packs.delete(oldest)
  return known as LoadedPack
}

/** The caller has the files and adds them to the pack again. */
function check({ files, isPublished }: Extract<JudgeTask, { kind: 'check' }>): CheckedPack {
  try {
    const pack = isPublished ? loadPublished(files) : loadPack(files)
    packOf({ hash: pack.hash, pack: { hash: pack.hash, sections: pack.sections } })
    return { ok: true, hash: pack.hash, pack: { ...pack, files: {} }, problems: [] }
  } catch (error) {
    if (error instanceof PackError) return { ok: false, hash: null, problems: error.problems }
    throw error
  }
}
