import { createEffect, createMemo, createSignal, on } from 'solid-js'
import type { Review } from '../../../features/results/review/review.ts'
import { formatClock } from '../../../i18n/format.ts'
import { t } from '../../../i18n/index.ts'
import type { MeetingStore } from '../store/meeting-store.ts'
import { evidenceMoment } from './evidence-moment.ts'
import { createPlayback } from './playback.ts'
import { isQuoteOf, type PlayedQuote, quoteAt } from './played-quote.ts'
import { bindPlayerKeys } from './player-keys.ts'
import { createRecording } from './recording.ts'
import { rememberedSpeed, rememberSpeed } from './remembered-speed.ts'
import { savedMs, silenceInGaps, silenceInPeaks, skipTo, type Span } from './silence.ts'
import { createSpeech } from './speech.ts'

/** So close to the end, playing begins at the start. */
const endMarginMs = 50

function createSound(store: MeetingStore) {
  const recording = createRecording(store)
  const playback = createPlayback(recording, (ms) => onTick(ms))
  const speech = createSpeech(store)
  const [quote, setQuote] = createSignal<PlayedQuote>()
  const [skipsSilence, setSkipsSilence] = createSignal(false)
  playback.setRate(rememberedSpeed())
  const silence = createMemo((): Span[] => {
    const peaks = recording.view()?.peaks
    if (peaks) return silenceInPeaks(peaks)
    // Estimated times say nothing about pauses.
    if (store.state.transcript?.timesApproximate !== false) return []
    return silenceInGaps(speech.segments(), playback.durationMs())
  })

  function onTick(ms: number): void {
    setQuote(quoteAt(quote(), ms))
    const target = skipsSilence() ? skipTo(silence(), ms) : undefined
    if (target !== undefined && target < playback.durationMs()) playback.seek(target)
  }
  return {
    recording,
    playback,
    speech,
    quote,
    setQuote,
    silenceMs: createMemo(() => savedMs(silence())),
    skipsSilence,
    setSkipsSilence,
  }
}

/** Playing and pausing by the person, each with what a screen reader says of it. */
function createControls({ playback, speech, setQuote }: ReturnType<typeof createSound>) {
  /** Nothing is marked in the transcript before the recording was first used. */
  const [isStarted, setStarted] = createSignal(false)
  const [announcement, setAnnouncement] = createSignal('')
  /** Counts the person's moves other than to a quote; the transcript follows them. */
  const [jumps, setJumps] = createSignal(0)

  const announce = (key: 'player.playingFrom' | 'player.pausedAt', ms: number): void => {
    const name = speech.speakerAt(ms)?.name
    const place = name ? `${formatClock(ms)}, ${name}` : formatClock(ms)
    setAnnouncement(t(key, { place }))
  }
  const play = (): void => {
    setStarted(true)
    announce('player.playingFrom', playback.timeMs())
    playback.play()
  }
  const pause = (): void => {
    playback.pause()
    announce('player.pausedAt', playback.timeMs())
  }
  const seek = (ms: number): void => {
    setStarted(true)
    setQuote()
    playback.seek(ms)
    setJumps((count) => count + 1)
  }
  return {
    isStarted,
    announcement,
    jumps,
    play,
    pause,
    seek,
    toggle: (): void => {
      if (playback.isPlaying()) {
        pause()
        return
      }
      const lengthMs = playback.durationMs()
      if (lengthMs > 0 && playback.timeMs() >= lengthMs - endMarginMs) playback.seek(0)
      play()
    },
  }
}

/** The player of a meeting: what is heard, whose words they are and which quote they prove. */
export function createPlayer(store: MeetingStore, review: Review) {
  const sound = createSound(store)
  const { recording, playback, speech, quote, setQuote } = sound
  const { play, pause, seek, toggle, isStarted, announcement, jumps } = createControls(sound)
  const isReady = (): boolean => recording.view() !== undefined
  const isPlayingEvidence = (itemId: string, index: number): boolean =>
    playback.isPlaying() && isQuoteOf(quote(), itemId, index)

  // A quote that is shown is heard as well; shown again while it is heard, it pauses.
  createEffect(
    on(review.shown, (shown) => {
      if (!shown || !isReady()) return
      const { itemId, index, evidence } = shown
      if (isPlayingEvidence(itemId, index)) {
        pause()
        return
      }
      const span = evidenceMoment(evidence, speech.textOf(evidence.segmentId).length)
      if (!span || (playback.durationMs() > 0 && span.startMs > playback.durationMs())) return
      playback.seek(span.startMs)
      play()
      setQuote({ ...span, itemId, index })
    }),
  )
  bindPlayerKeys({ isReady, toggle, skip: (ms) => seek(playback.timeMs() + ms) })

  return {
    recording,
    playback,
    isReady,
    spokenRow: createMemo((): number =>
      isReady() && isStarted() ? speech.rowAt(playback.timeMs()) : -1,
    ),
    speaker: createMemo(() => speech.speakerAt(playback.timeMs())),
    announcement,
    jumps,
    silenceMs: sound.silenceMs,
    skipsSilence: sound.skipsSilence,
    setSkipsSilence: sound.setSkipsSilence,
    setSpeed: (speed: number): void => {
      playback.setRate(speed)
      rememberSpeed(speed)
    },
    toggle,
    seek,
    playFrom: (ms: number): void => {
      seek(ms)
      play()
    },
    isPlayingEvidence,
  }
}

export type Player = ReturnType<typeof createPlayer>
