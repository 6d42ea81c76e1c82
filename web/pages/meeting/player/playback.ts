import { createEffect, createSignal, on, onCleanup } from 'solid-js'
import type { Recording } from './recording.ts'
import { accompany } from './sound-beside.ts'
import { createWait } from './wait-words.ts'

const haveMetadata = 1
const haveFutureData = 3
const mediaErrDecode = 3
/** One for an address that ran out, one more for a network that faltered just then. */
const mostRenewals = 2
/** Playing on this far from where it broke shows that it is mended. */
const progressMs = 1_000

const wantsLittleMotion = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches

/** The media element as signals. An address that ran out is renewed and playing goes on where it was. */
export function createPlayback(recording: Recording, onTick: (ms: number) => void) {
  const [timeMs, setTimeMs] = createSignal(0)
  const [lengthMs, setLengthMs] = createSignal<number>()
  const [isPlaying, setPlaying] = createSignal(false)
  const [rate, setRateSignal] = createSignal(1)
  const { wait, begin: beginWait, end: endWait } = createWait()
  const [element, setElement] = createSignal<HTMLMediaElement>()
  /** What the person asked for, whatever the network is doing. */
  let wantsPlay = false
  let pendingMs: number | undefined
  let renewals = 0
  let brokeAtMs = 0
  let frame = 0

  const tick = (): void => {
    const media = element()
    if (!media || pendingMs !== undefined || media.seeking) return
    const nowMs = media.currentTime * 1000
    setTimeMs(nowMs)
    if (renewals > 0 && Math.abs(nowMs - brokeAtMs) > progressMs) renewals = 0
    if (isPlaying()) onTick(nowMs)
  }
  const loop = (): void => {
    cancelAnimationFrame(frame)
    tick()
    if (isPlaying() && !wantsLittleMotion()) frame = requestAnimationFrame(loop)
  }

  const start = async (): Promise<void> => {
    const media = element()
    if (!media) return
    media.playbackRate = rate()
    try {
      await media.play()
    } catch (error) {
      // A source that is replaced ends the play of the one before it; errors come as events.
      if (error instanceof DOMException && error.name === 'NotAllowedError') stop()
    }
  }
  const stop = (): void => {
    wantsPlay = false
    endWait()
    setPlaying(false)
    element()?.pause()
  }

  const load = (url: string, atMs: number): void => {
    const media = element()
    if (!media) return
    pendingMs = atMs
    media.src = url
    media.load()
    if (wantsPlay) void start()
  }
  /** A new address for the same recording, at the same place. */
  const renew = async (): Promise<void> => {
    beginWait()
    const atMs = pendingMs ?? timeMs()
    await recording.renew()
    const url = recording.url()
    if (recording.fault() || !url) stop()
    else load(url, atMs)
  }

  const fail = async (): Promise<void> => {
    const atMs = pendingMs ?? timeMs()
    const why = await recording.diagnose()
    if (why === 'unsupported' && recording.fallBackToCopy()) {
      renewals = 0
      pendingMs = atMs
      // A picture gives way to an element of sound; sound stays in its own.
      const url = recording.url()
      if (recording.view()?.kind === 'audio' && url) load(url, atMs)
      return
    }
    recording.setFault(why)
    stop()
  }
  const onError = (): void => {
    if (!element()?.getAttribute('src')) return
    const isDamaged = element()?.error?.code === mediaErrDecode
    if (isDamaged || renewals >= mostRenewals) {
      void fail()
      return
    }
    renewals += 1
    brokeAtMs = pendingMs ?? timeMs()
    void renew()
  }

  const handlers: Partial<Record<keyof HTMLMediaElementEventMap, () => void>> = {
    loadedmetadata: () => {
      const media = element()
      if (!media) return
      if (Number.isFinite(media.duration)) setLengthMs(media.duration * 1000)
      media.playbackRate = rate()
      if (pendingMs !== undefined) media.currentTime = pendingMs / 1000
      pendingMs = undefined
    },
    playing: () => {
      endWait()
      setPlaying(true)
      loop()
    },
    pause: () => {
      // Ended by a change of source while the person still wants to hear: that is no pause.
      if (!wantsPlay || element()?.ended) setPlaying(false)
    },
    ended: () => {
      wantsPlay = false
      setPlaying(false)
      tick()
    },
    waiting: beginWait,
    stalled: () => {
      if (wantsPlay && (element()?.readyState ?? 0) < haveFutureData) beginWait()
    },
    canplay: endWait,
    seeked: () => {
      endWait()
      loop()
    },
    timeupdate: tick,
    error: onError,
  }

  const attach = (media: HTMLMediaElement): void => {
    const before = element()
    before?.removeAttribute('src')
    before?.load()
    setElement(media)
    for (const [name, handler] of Object.entries(handlers)) media.addEventListener(name, handler)
  }
  createEffect(
    on([element, recording.kind], ([media]) => {
      const url = recording.url()
      if (media && url && !media.getAttribute('src')) load(url, pendingMs ?? timeMs())
    }),
  )
  createEffect(
    on([element, recording.soundUrl], ([media, url]) => {
      if (media && url) onCleanup(accompany(media, url))
    }),
  )
  onCleanup(() => {
    cancelAnimationFrame(frame)
    const media = element()
    media?.removeAttribute('src')
    media?.load()
  })

  const play = async (): Promise<void> => {
    wantsPlay = true
    beginWait()
    if (recording.fault() || element()?.error || recording.isExpired()) {
      renewals = 0
      await renew()
    } else await start()
  }
  // Browsers reckon the length of some files by their first seconds; the server has heard them to the end.
  const durationMs = (): number => recording.view()?.durationMs ?? lengthMs() ?? 0
  const seek = (ms: number): void => {
    const target = Math.max(0, durationMs() > 0 ? Math.min(ms, durationMs()) : ms)
    const media = element()
    setTimeMs(target)
    if (!media || media.readyState < haveMetadata || recording.fault()) pendingMs = target
    else if (recording.isExpired()) {
      pendingMs = target
      void renew()
    } else media.currentTime = target / 1000
  }

  return {
    element,
    attach,
    timeMs,
    durationMs,
    isPlaying,
    wait,
    rate,
    setRate: (next: number): void => {
      setRateSignal(next)
      const media = element()
      if (media) media.playbackRate = next
    },
    play,
    pause: stop,
    seek,
  }
}
