import { createMemo, createResource, createSignal } from 'solid-js'
import type {
  TranscriptList,
  TranscriptView,
} from '../../../../server/modules/transcription/contract.ts'
import { readTranscript, listTranscripts } from '../../../api/transcripts.ts'
import { settled } from '../../../lib/settled.ts'
import type { MeetingStore } from '../store/meeting-store.ts'

export type HadTranscript = TranscriptList['data'][number]

/** The transcripts that a meeting has had, and the one of them that somebody reads in place of its own. */
export function createOtherTranscript(store: MeetingStore) {
  const [chosen, choose] = createSignal<string>()
  const ownId = (): string | undefined => store.state.transcript?.id
  const id = createMemo(() => (chosen() === ownId() ? undefined : chosen()))
  // A new one is there, or another one is shown.
  const [list] = createResource(
    () =>
      ownId() &&
      `${ownId()} ${store.state.meeting?.status} ${store.state.meeting?.currentTranscriptId}`,
    () => listTranscripts(store.id),
  )
  const [read] = createResource(id, (other) => readTranscript(store.id, other))
  const had = (): HadTranscript[] => settled(list)?.data ?? []
  return {
    had,
    id,
    choose: (next: string | undefined): void => {
      choose(next)
    },
    /** What the list says of the one that is read. */
    about: (): HadTranscript | undefined => had().find((one) => one.id === id()),
    transcript: (): TranscriptView | undefined => {
      const found = settled(read)
      return found && found.id === id() ? found : undefined
    },
    error: (): unknown => (id() === undefined ? undefined : read.error),
  }
}

export type OtherTranscript = ReturnType<typeof createOtherTranscript>
