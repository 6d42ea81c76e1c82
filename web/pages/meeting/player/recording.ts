import { createEffect, createMemo, createSignal, on } from 'solid-js'
import type { MediaView } from '../../../../server/modules/media/contract.ts'
import { readMedia } from '../../../api/media.ts'
import { problemOf } from '../../../lib/problem.ts'
import type { MeetingStore } from '../store/meeting-store.ts'
import { faultOfProblem, probeRecording, type RecordingFault } from './recording-fault.ts'
import { recordingSource, type RecordingSource } from './recording-source.ts'

/** A clock that runs ahead must not make each click ask for a new address. */
const minRenewalIntervalMs = 60_000
const expiryMarginMs = 5_000

const isSame = (one: MediaView, other: MediaView): boolean =>
  one.id === other.id && one.peaks !== null

/** The recording of a meeting as the server knows it, read again on demand. */
function createMediaView(meetingId: string) {
  const [view, setView] = createSignal<MediaView>()
  const [fault, setFault] = createSignal<RecordingFault>()
  /** The recording itself does not play here, so the copy of its sound does. */
  const [isOnCopy, setOnCopy] = createSignal(false)
  let readAtMs = 0
  let underWay: Promise<MediaView | undefined> | undefined
  let isNewAsked = false

  const read = async (): Promise<MediaView | undefined> => {
    try {
      const found = await readMedia(meetingId)
      setFault()
      const before = view()
      // A new address of the same recording would interrupt the listener.
      if (!isNewAsked && before && isSame(before, found)) return before
      if (before && before.id !== found.id) setOnCopy(false)
      readAtMs = performance.now()
      setView(found)
      return found
    } catch (error) {
      const problem = problemOf(error)
      if (problem.code === 'retention_over') setView()
      setFault(faultOfProblem(problem))
      return undefined
    }
  }
  return {
    view,
    clear: (): void => {
      setView()
    },
    fault,
    setFault,
    isOnCopy,
    setOnCopy,
    ageMs: (): number => performance.now() - readAtMs,
    /** `mayStay`: the address that is known will do, if it is of the same recording. */
    renew: (mayStay = false): Promise<MediaView | undefined> => {
      if (!mayStay) isNewAsked = true
      underWay ??= read().finally(() => {
        isNewAsked = false
        underWay = undefined
      })
      return underWay
    },
  }
}

/** The recording of a meeting and the signed addresses under which it is played. */
export function createRecording(store: MeetingStore) {
  const media = createMediaView(store.id)
  const { view, isOnCopy } = media
  const source = createMemo(() => recordingSource(view(), isOnCopy()))
  const url = (): string | undefined => source().signed?.url

  // A recording arrives, its waveform follows, or another recording takes its place, while the page is open.
  createEffect(
    on(
      () =>
        [
          store.state.meeting?.currentMediaId,
          store.state.meeting?.status,
          store.state.meeting?.stage,
        ] as const,
      ([mediaId]) => {
        if (mediaId) void media.renew(true)
        else media.clear()
      },
    ),
  )

  return {
    view,
    kind: (): RecordingSource['kind'] => source().kind,
    url,
    fault: media.fault,
    setFault: media.setFault,
    isSoundOnly: (): boolean => source().isSoundOnly,
    soundUrl: (): string | undefined => source().soundUrl,
    /** False where there is no copy, or where it is played already. */
    fallBackToCopy: (): boolean => {
      const copy = view()?.audio
      if (!copy || url() === copy.url) return false
      media.setOnCopy(true)
      return true
    },
    /** Gives undefined where the recording cannot be read; the fault then says why. */
    renew: (): Promise<MediaView | undefined> => media.renew(),
    isExpired: (): boolean => {
      const until = source().signed?.expiresAt
      if (!until || media.ageMs() < minRenewalIntervalMs) return false
      return Date.parse(until) - expiryMarginMs < Date.now()
    },
    diagnose: (): Promise<RecordingFault> => probeRecording(url()),
  }
}

export type Recording = ReturnType<typeof createRecording>
