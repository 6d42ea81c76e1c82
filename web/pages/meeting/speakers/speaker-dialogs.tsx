import { type JSX, lazy, Match, Show, Suspense, Switch } from 'solid-js'
import type { SegmentView } from '../../../../server/modules/transcription/contract.ts'
import { useMeeting } from '../meeting-context.ts'
import type { Speaker } from '../transcript/segment-row.tsx'
import type { SpeakerEdit } from './speaker-edits.ts'

const SpeakerDialog = lazy(() => import('./speaker-dialog.tsx'))
const ReassignDialog = lazy(() => import('./reassign-dialog.tsx'))
const WordsDialog = lazy(() => import('./words-dialog.tsx'))

/** The form that is open over the transcript, if any. Each comes when it is first wanted. */
export function SpeakerDialogs(): JSX.Element {
  const { store, edits } = useMeeting()
  const of = <K extends SpeakerEdit['is']>(is: K): Extract<SpeakerEdit, { is: K }> | undefined => {
    const edit = edits.current()
    return edit?.is === is ? (edit as Extract<SpeakerEdit, { is: K }>) : undefined
  }
  const speaker = (id: number | undefined): Speaker | undefined =>
    store.state.transcript?.speakers.find((one) => one.id === id)
  const segment = (id: number | undefined): SegmentView | undefined =>
    store.state.transcript?.data.find((one) => one.segmentId === id)
  return (
    <Suspense>
      <Show when={edits.current()} keyed>
        <Switch>
          <Match when={speaker(of('speaker')?.speakerId)}>
            {(found) => <SpeakerDialog speaker={found()} onClose={edits.close} />}
          </Match>
          <Match when={segment(of('reassign')?.segmentId)}>
            {(found) => <ReassignDialog segment={found()} onClose={edits.close} />}
          </Match>
          <Match when={segment(of('correct')?.segmentId)}>
            {(found) => <WordsDialog segment={found()} onClose={edits.close} />}
          </Match>
        </Switch>
      </Show>
    </Suspense>
  )
}
