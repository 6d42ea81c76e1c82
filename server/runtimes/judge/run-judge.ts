import {
  citedSurroundings,
  dropOptionalNulls,
  judgedMeeting,
  indexSegments,
  type ItemFault,
  type Judged,
  type JudgedRun,
  type RunJudge,
  type SectionResult,
} from '../../../plugins/engine/index.ts'
import { EngineFailure } from '../../modules/analysis/ports.ts'
import type { Claimant } from '../../platform/fair-gate.ts'
import { SandboxFailure } from '../sandbox/process.ts'
import type { JudgedPack, PackTask } from './messages.ts'

/** Performs a task in a process of the pool; rejects with SandboxFailure when the process was ended for it. */
export type Perform = <R>(claimant: Claimant, pack: JudgedPack, task: PackTask) => Promise<R>

/** Judges one run in processes that can be killed; null for what costs too much, see RunJudge. */
export function openRunJudge(
  perform: Perform,
  claimant: Claimant,
  { pack, meeting, segments }: JudgedRun,
): RunJudge {
  const index = indexSegments(segments)
  const ask = async <R>(task: PackTask): Promise<R | null> => {
    try {
      return await perform<R>(claimant, pack, task)
    } catch (error) {
      if (!(error instanceof SandboxFailure)) throw error
      if (error.code !== 'lost') return null
      throw new EngineFailure('worker_lost', 'The process that judges the run ended before it did.')
    }
  }
  return {
    async findFaults(section, values) {
      if (values.length === 0) return []
      const items = values.map((value) => ({
        section: section.name,
        value: dropOptionalNulls(section, value),
      }))
      return ask<ItemFault[][]>({ kind: 'judge', items })
    },
    async judge(section, part, window) {
      return ask<Judged>({
        kind: 'judge-part',
        section: section.name,
        part,
        window,
        meeting: judgedMeeting(meeting, segments),
        segments: citedSurroundings(index, part),
      })
    },
    async merge(section, judged) {
      return ask<SectionResult>({ kind: 'merge', section: section.name, judged })
    },
  }
}
