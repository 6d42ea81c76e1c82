import { createMemo } from 'solid-js'
import type {
  SegmentView,
  TranscriptView,
} from '../../../../server/modules/transcription/contract.ts'
import type { MeetingStore } from '../store/meeting-store.ts'
import { createTimeline } from './timeline.ts'

type Speaker = TranscriptView['speakers'][number]

/** What is said at a time of the recording, and by whom. */
export function createSpeech(store: MeetingStore) {
  const segments = (): SegmentView[] => store.state.transcript?.data ?? []
  const timeline = createMemo(() => createTimeline(segments()))
  return {
    segments,
    rowAt: (ms: number): number => timeline().indexAt(ms),
    speakerAt: (ms: number): Speaker | undefined => {
      const row = timeline().indexAt(ms)
      if (!timeline().isSpokenAt(row, ms)) return undefined
      const speakerId = segments()[row]?.speakerId
      return store.state.transcript?.speakers.find(({ id }) => id === speakerId)
    },
    textOf: (segmentId: number): string =>
      segments().find((segment) => segment.segmentId === segmentId)?.text ?? '',
  }
}
