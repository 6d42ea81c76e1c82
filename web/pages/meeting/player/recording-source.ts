import type { MediaView } from '../../../../server/modules/media/contract.ts'

type Signed = MediaView['recording']

/** What of a recording is played, and by which element. */
export interface RecordingSource {
  kind: MediaView['kind'] | undefined
  /** The address of what is played. */
  signed: Signed | undefined
  /** A video of which only the sound is played. */
  isSoundOnly: boolean
  /** The sound of a video whose own sound this browser may not play; played beside the picture. */
  soundUrl: string | undefined
}

/** `isOnCopy`: the recording itself does not play here, so the copy of its sound does. */
export function recordingSource(view: MediaView | undefined, isOnCopy: boolean): RecordingSource {
  const isHeardApart = view?.heardIn === 'audio' && view.audio !== null
  const isCopy = isOnCopy || (view?.kind === 'audio' && isHeardApart)
  return {
    kind: isOnCopy ? 'audio' : view?.kind,
    signed: isCopy ? (view?.audio ?? undefined) : view?.recording,
    isSoundOnly: isOnCopy && view?.kind === 'video',
    soundUrl: !isOnCopy && view?.kind === 'video' && isHeardApart ? view.audio?.url : undefined,
  }
}
