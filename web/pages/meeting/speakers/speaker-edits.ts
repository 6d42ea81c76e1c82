import { createSignal } from 'solid-js'
import type {
  PatchSegment,
  PatchSpeakers,
} from '../../../../server/modules/transcription/contract.ts'
import { updateSegment, updateSpeakers } from '../../../api/transcripts.ts'
import { t } from '../../../i18n/index.ts'
import { describeProblem } from '../../../i18n/describe-problem.ts'
import { problemOf } from '../../../lib/problem.ts'
import { can } from '../../../lib/session.ts'
import { showToast } from '../../../ui/feedback/toasts.tsx'
import type { EditingParts } from '../editing-parts.ts'
import { citingItems, nextOf, staleItems } from './citing-items.ts'

export type SpeakerEdit =
  | { is: 'speaker'; speakerId: number }
  | { is: 'reassign'; segmentId: number }
  | { is: 'correct'; segmentId: number }

/** A correction of the transcript as the API takes it. */
export type TranscriptChange =
  | { at: 'speakers'; body: PatchSpeakers }
  | { at: 'segment'; segmentId: number; rev?: number; body: PatchSegment }

/** Corrections of who said what, and what they do to the result. */
export function createSpeakerEdits({
  store,
  review,
  showPane,
}: Pick<EditingParts, 'store' | 'review' | 'showPane'>) {
  const [current, setCurrent] = createSignal<SpeakerEdit>()
  const items = () => store.state.artifact?.sections.flatMap((section) => section.items) ?? []
  const staleIds = (): string[] => {
    const stale = new Set(staleItems(items()).map((item) => item.id))
    return review.itemIds().filter((id) => stale.has(id))
  }

  const send = async (change: TranscriptChange): Promise<void> => {
    if (change.at === 'speakers') await updateSpeakers(store.id, change.body)
    else await updateSegment(store.id, change.segmentId, change.body, change.rev)
    await store.reloadTranscript()
  }

  const showStale = (): void => {
    showPane('result')
    const id = nextOf(staleIds(), review.current())
    // On a phone the result has to be drawn first.
    requestAnimationFrame(() => review.focusItem(id))
  }

  const takeBack = async (change: TranscriptChange): Promise<void> => {
    try {
      await send(change)
      showToast({ tone: 'plain', words: t('speakers.changedBack') })
    } catch (error) {
      showToast({ tone: 'bad', words: describeProblem(problemOf(error)) })
    }
  }

  /** Throws RequestFailed. Afterwards says what happened, to how many items, and offers the way there or back. */
  const save = async (
    change: TranscriptChange,
    said: string,
    undo?: TranscriptChange,
  ): Promise<void> => {
    const before = staleIds().length
    await send(change)
    const count = staleIds().length
    if (count > before) {
      showToast({
        tone: 'plain',
        words: `${said}. ${t('speakers.stale', { count })}`,
        action: { label: t('speakers.showStaleCount', { count }), run: showStale },
      })
      return
    }
    showToast({
      tone: 'plain',
      words: said,
      ...(undo ? { action: { label: t('action.undo'), run: () => void takeBack(undo) } } : {}),
    })
  }

  return {
    current,
    /** Corrections are of the transcript that the meeting shows, not of one that another run cites. */
    mayEdit: (): boolean =>
      can('meetings:write') &&
      store.state.transcript?.id === store.state.meeting?.currentTranscriptId,
    open: (edit: SpeakerEdit): void => {
      setCurrent(edit)
    },
    close: (): void => {
      setCurrent()
    },
    citing: (segmentIds: ReadonlySet<number>): number => citingItems(items(), segmentIds).length,
    staleIds,
    showStale,
    save,
  }
}

export type SpeakerEdits = ReturnType<typeof createSpeakerEdits>
