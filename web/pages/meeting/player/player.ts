import { createEffect, createMemo, createSignal, on } from 'solid-js'
import { wordClock } from '../../../i18n/format.ts'
import { t } from '../../../i18n/index.ts'
import { bindKeys } from '../../../lib/keys/bindings.ts'
import type { MeetingStore } from '../meeting-store.ts'
import type { Review } from '../../../features/results/review/review.ts'
import { evidenceMoment } from './evidence-moment.ts'
import { createPlayback } from './playback.ts'
import { createRecording } from './recording.ts'
import { rememberedSpeed, rememberSpeed } from './remembered-speed.ts'
import { savedMs, silenceInGaps, silenceInPeaks, skipTo, type Span } from './silence.ts'
import { createTimeline } from './timeline.ts'

export const stepMs = 5_000

interface Moment extends Span {
  itemId: string
  index: number
}

/** The player of a meeting: what is heard, whose words they are and which quote they prove. */
export function createPlayer(store: MeetingStore, review: Review) {
  const recording = createRecording(store)
  const playback = createPlayback(recording, (ms) => onTick(ms))
  const [moment, setMoment] = createSignal<Moment>()
  const [skipsSilence, setSkipsSilence] = createSignal(false)
  /** Nothing is marked in the transcript before the recording was first used. */
  const [isStarted, setStarted] = createSignal(false)
  const [said, setSaid] = createSignal('')
  /** Counts moves that a person made, other than to a quote: the transcript goes there. */
  const [jumps, setJumps] = createSignal(0)
  playback.setRate(rememberedSpeed())

  const isReady = (): boolean => recording.view() !== undefined
  const segments = () => store.state.transcript?.data ?? []
  const timeline = createMemo(() => createTimeline(segments()))
  const spokenRow = createMemo((): number =>
    isReady() && isStarted() ? timeline().indexAt(playback.timeMs()) : -1,
  )
  const nameAt = (ms: number): string | undefined => {
    const row = timeline().indexAt(ms)
    const speakerId = timeline().isSpokenAt(row, ms) ? segments()[row]?.speakerId : undefined
    return store.state.transcript?.speakers.find((speaker) => speaker.id === speakerId)?.name
  }
  const speaker = createMemo(() => {
    const row = timeline().indexAt(playback.timeMs())
    if (!timeline().isSpokenAt(row, playback.timeMs())) return undefined
    const speakerId = segments()[row]?.speakerId
    return store.state.transcript?.speakers.find(({ id }) => id === speakerId)
  })

  const silence = createMemo((): Span[] => {
    const peaks = recording.view()?.peaks
    if (peaks) return silenceInPeaks(peaks)
    // Estimated times say nothing about pauses.
    if (store.state.transcript?.timesApproximate !== false) return []
    return silenceInGaps(segments(), playback.durationMs())
  })

  function onTick(ms: number): void {
    const now = moment()
    if (now && (ms >= now.endMs || ms < now.startMs - stepMs)) setMoment()
    const target = skipsSilence() ? skipTo(silence(), ms) : undefined
    if (target !== undefined && target < playback.durationMs()) playback.seek(target)
  }

  const sayWhere = (key: 'player.playingFrom' | 'player.pausedAt', ms: number): void => {
    const name = nameAt(ms)
    const place = name ? `${wordClock(ms)}, ${name}` : wordClock(ms)
    setSaid(t(key, { place }))
  }
  const play = (): void => {
    setStarted(true)
    sayWhere('player.playingFrom', playback.timeMs())
    void playback.play()
  }
  const pause = (): void => {
    playback.pause()
    sayWhere('player.pausedAt', playback.timeMs())
  }
  const toggle = (): void => {
    if (playback.isPlaying()) {
      pause()
      return
    }
    const isAtEnd = playback.durationMs() > 0 && playback.timeMs() >= playback.durationMs() - 50
    if (isAtEnd) playback.seek(0)
    play()
  }
  const seek = (ms: number): void => {
    setStarted(true)
    setMoment()
    playback.seek(ms)
    setJumps((count) => count + 1)
  }
  const playFrom = (ms: number): void => {
    seek(ms)
    play()
  }

  // A quote that is shown is heard as well; shown again while it is heard, it pauses.
  createEffect(
    on(review.shown, (shown) => {
      if (!shown || !isReady()) return
      const { itemId, index, evidence } = shown
      const now = moment()
      if (now?.itemId === itemId && now.index === index && playback.isPlaying()) {
        pause()
        return
      }
      const text = segments().find((one) => one.segmentId === evidence.segmentId)?.text ?? ''
      const span = evidenceMoment(evidence, text.length)
      if (!span || (playback.durationMs() > 0 && span.startMs > playback.durationMs())) return
      playback.seek(span.startMs)
      play()
      setMoment({ ...span, itemId, index })
    }),
  )

  bindKeys(() =>
    isReady()
      ? [
          { chord: 'Space', label: 'keys.play', run: toggle, yieldsToControls: true },
          {
            chord: 'ArrowLeft',
            label: 'keys.back',
            run: () => seek(playback.timeMs() - stepMs),
            yieldsToControls: true,
          },
          {
            chord: 'ArrowRight',
            label: 'keys.forward',
            run: () => seek(playback.timeMs() + stepMs),
            yieldsToControls: true,
          },
        ]
      : [],
  )

  return {
    recording,
    playback,
    isReady,
    spokenRow,
    speaker,
    nameAt,
    said,
    jumps,
    silenceMs: createMemo(() => savedMs(silence())),
    skipsSilence,
    setSkipsSilence,
    setSpeed: (speed: number): void => {
      playback.setRate(speed)
      rememberSpeed(speed)
    },
    toggle,
    seek,
    playFrom,
    isPlayingEvidence: (itemId: string, index: number): boolean => {
      const now = moment()
      return playback.isPlaying() && now?.itemId === itemId && now.index === index
    },
  }
}

export type Player = ReturnType<typeof createPlayer>
