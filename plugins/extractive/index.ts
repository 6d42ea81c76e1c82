import type {
  ProposedItem,
  SectionAnswer,
  SectionProvider,
  SectionRequest,
  SectionSpec,
  Track,
} from '../engine/index.ts'
import { fillActions } from './fill/actions.ts'
import { fillByCues } from './fill/by-cues.ts'
import { fillCommitments } from './fill/commitments.ts'
import { fillDecisions } from './fill/decisions.ts'
import { fillNextMeeting } from './fill/next-meeting.ts'
import { fillParticipants } from './fill/participants.ts'
import { fillProgress } from './fill/progress.ts'
import { fillQuestions } from './fill/questions.ts'
import { fillRisks } from './fill/risks.ts'
import { prepareTalk, type Talk } from './talk.ts'

export type Fill = (talk: Talk, section: SectionSpec) => ProposedItem[]

const BY_TRACK: Partial<Record<Track, Fill>> = {
  'action-item': fillActions,
  decision: fillDecisions,
  risk: fillRisks,
  question: fillQuestions,
  commitment: fillCommitments,
}
const BY_NAME: Record<string, Fill> = {
  participants: fillParticipants,
  nextMeeting: fillNextMeeting,
  progress: fillProgress,
}

/**
 * The key-less provider: fills sections by cutting sentences out of the transcript, without any
 * model. Every text of an item is a stretch of one sentence without its fillers and stutters, and that
 * stretch is cited word for word. What cannot be cut from speech is answered with `needs-model`. It asks nothing of the network.
 */
export function extractiveProvider(): SectionProvider {
  return {
    name: 'extractive',
    windowTokens: Infinity,
    async fill(request: SectionRequest, signal?: AbortSignal): Promise<SectionAnswer> {
      let talk: Talk | undefined
      const sections: SectionAnswer['sections'] = {}
      for (const section of request.sections) {
        signal?.throwIfAborted()
        const fill = section.extractive === 'cut' ? fillOf(section) : null
        sections[section.name] = fill
          ? { state: 'ok', items: fill((talk ??= prepareTalk(request)), section) }
          : { state: 'needs-model', items: [] }
      }
      return { sections }
    },
  }
}

function fillOf(section: SectionSpec): Fill | null {
  const byTrack = section.track === null ? undefined : BY_TRACK[section.track]
  const byName = Object.hasOwn(BY_NAME, section.name) ? BY_NAME[section.name] : undefined
  return byName ?? byTrack ?? fillByCues
}
