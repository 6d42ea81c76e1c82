import { createSignal, type JSX, Show } from 'solid-js'
import { ownProblem, type Problem, problemOf, RequestFailed } from '../../../lib/problem.ts'
import { can } from '../../../lib/session.ts'
import { Failure } from '../../../ui/feedback/failure.tsx'
import { importTranscript } from '../../../api/transcripts.ts'
import { asRecording, isTaken, pickedFile } from '../../../features/uploads/file-kind.ts'
import { FilePick } from '../../../features/uploads/file-picker.tsx'
import { loadEngine } from '../../../features/uploads/engine.ts'
import { useMeeting } from '../meeting-context.ts'

/** Adds a recording or transcript to a meeting that has no usable one. */
export function AddFile(props: { of?: 'any' | 'transcript' }): JSX.Element {
  const { store } = useMeeting()
  const [busy, setBusy] = createSignal(false)
  const [problem, setProblem] = createSignal<Problem>()
  const add = async (file: File): Promise<void> => {
    const picked = await pickedFile(file)
    if (!isTaken(picked)) throw new RequestFailed(picked.problem ?? ownProblem('neither_kind'))
    const recording = asRecording(picked)
    if (recording) {
      const { addRecording } = await loadEngine()
      await addRecording(recording, { meetingId: store.id })
    } else await importTranscript(store.id, { name: file.name, bytes: file })
    await store.load()
  }
  const take = async (files: File[]): Promise<void> => {
    const [file] = files
    if (!file) return
    setBusy(true)
    setProblem()
    try {
      await add(file)
    } catch (error) {
      setProblem(problemOf(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Show when={can('meetings:write')}>
      <FilePick
        files={[]}
        single={props.of ?? 'any'}
        busy={busy()}
        onPick={(files) => void take(files)}
      />
      <Show when={problem()}>{(found) => <Failure problem={found()} />}</Show>
    </Show>
  )
}
