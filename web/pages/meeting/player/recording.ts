import { createEffect, createSignal, on } from 'solid-js'
import type { MediaView } from '../../../../server/modules/media/contract.ts'
import { readMedia } from '../../../api/media.ts'
import { problemOf } from '../../../lib/problem.ts'
import type { MeetingStore } from '../meeting-store.ts'

/** Why it cannot be played, as far as that can be told from here. */
export type RecordingFault = 'expired' | 'gone' | 'offline' | 'unsupported' | 'failed'

/** A clock that runs ahead must not make each click ask for a new address. */
const leastBetweenRenewalsMs = 60_000
const expiryMarginMs = 5_000

const faultOf = (status: number, code: string): RecordingFault => {
  if (code === 'retention_over') return 'expired'
  if (status === 404) return 'gone'
  return code === 'offline' ? 'offline' : 'failed'
}

/** The recording of a meeting and the signed addresses under which it is played. */
export function createRecording(store: MeetingStore) {
  const [view, setView] = createSignal<MediaView>()
  const [fault, setFault] = createSignal<RecordingFault>()
  /** The recording itself turned out not to play here: the copy of its sound still does. */
  const [isOnCopy, setOnCopy] = createSignal(false)
  let readAtMs = 0
  let underWay: Promise<MediaView | undefined> | undefined

  const isSame = (one: MediaView, other: MediaView): boolean =>
    one.id === other.id && one.peaks !== null
  let isNewAsked = false
  const read = async (): Promise<MediaView | undefined> => {
    try {
      const found = await readMedia(store.id)
      setFault()
      const before = view()
      // A new address of the same recording would interrupt who listens to it.
      if (!isNewAsked && before && isSame(before, found)) return before
      if (before && before.id !== found.id) setOnCopy(false)
      readAtMs = performance.now()
      setView(found)
      return found
    } catch (error) {
      const { status, code } = problemOf(error)
      if (code === 'retention_over') setView()
      setFault(faultOf(status, code))
      return undefined
    }
  }
  const renew = (mayStay = false): Promise<MediaView | undefined> => {
    if (!mayStay) isNewAsked = true
    underWay ??= read().finally(() => {
      isNewAsked = false
      underWay = undefined
    })
    return underWay
  }

  // A recording arrives, and its waveform after it, or another one takes its place, while the page is open.
  createEffect(
    on(
      () =>
        [
          store.state.meeting?.currentMediaId,
          store.state.meeting?.status,
          store.state.meeting?.stage,
        ] as const,
      ([mediaId]) => {
        if (mediaId) void renew(true)
        else setView()
      },
    ),
  )

  const isHeardApart = (): boolean => view()?.heardIn === 'audio' && view()?.audio !== null
  const isSoundOnly = (): boolean => isOnCopy() && view()?.kind === 'video'
  const kind = (): MediaView['kind'] | undefined => (isOnCopy() ? 'audio' : view()?.kind)
  const signed = (): MediaView['recording'] | undefined => {
    const now = view()
    const isCopy = isOnCopy() || (now?.kind === 'audio' && isHeardApart())
    return isCopy ? (now?.audio ?? undefined) : now?.recording
  }
  const isExpired = (): boolean => {
    const until = signed()?.expiresAt
    if (!until || performance.now() - readAtMs < leastBetweenRenewalsMs) return false
    return Date.parse(until) - expiryMarginMs < Date.now()
  }

  /** Asks the storage for one byte: a file that it has is one that this browser cannot play. */
  const diagnose = async (): Promise<RecordingFault> => {
    const url = signed()?.url
    if (!url) return 'gone'
    try {
      const response = await fetch(url, { headers: { range: 'bytes=0-0' } })
      await response.body?.cancel()
      if (response.ok) return 'unsupported'
      return response.status === 403 || response.status === 404 ? 'gone' : 'failed'
    } catch {
      return navigator.onLine ? 'failed' : 'offline'
    }
  }

  return {
    view,
    kind,
    url: (): string | undefined => signed()?.url,
    fault,
    setFault,
    isSoundOnly,
    /** Where the picture is played without its own sound: this is heard in its place. */
    soundUrl: (): string | undefined =>
      !isOnCopy() && view()?.kind === 'video' && isHeardApart() ? view()?.audio?.url : undefined,
    /** False where there is no copy, or where it is played already. */
    fallBackToCopy: (): boolean => {
      const copy = view()?.audio
      if (!copy || signed()?.url === copy.url) return false
      setOnCopy(true)
      return true
    },
    renew: () => renew(),
    isExpired,
    diagnose,
  }
}

export type Recording = ReturnType<typeof createRecording>
