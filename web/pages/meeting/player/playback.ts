import { createEffect, createMemo, createSignal, on, onCleanup } from 'solid-js'
import { listenToMedia } from './media-events.ts'
import {
  initialPlayback,
  placeMs,
  type PlaybackCommand,
  type PlaybackEvent,
  reducePlayback,
} from './playback-state.ts'
import type { Recording } from './recording.ts'
import { accompany } from './sound-beside.ts'
import { createWait } from './wait.ts'

const haveMetadata = 1

const prefersReducedMotion = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches

/** The state of the media element, and what reads its time while it plays. */
function createMedia(rate: () => number, onTick: (ms: number) => void) {
  const [state, setState] = createSignal(initialPlayback)
  const [element, setElement] = createSignal<HTMLMediaElement>()
  let run: (command: PlaybackCommand) => void = () => {}
  let frame = 0

  const dispatch = (event: PlaybackEvent): void => {
    const { state: next, commands } = reducePlayback(state(), event)
    setState(next)
    for (const command of commands) run(command)
  }
  const tick = (): void => {
    const media = element()
    if (!media || media.seeking || state().pendingMs !== undefined) return
    const nowMs = media.currentTime * 1000
    dispatch({ is: 'ticked', ms: nowMs })
    if (state().isPlaying) onTick(nowMs)
  }
  const loop = (): void => {
    cancelAnimationFrame(frame)
    tick()
    if (state().isPlaying && !prefersReducedMotion()) frame = requestAnimationFrame(loop)
  }
  const attach = (media: HTMLMediaElement): void => {
    const before = element()
    before?.removeAttribute('src')
    before?.load()
    setElement(media)
    media.addEventListener('loadedmetadata', () => {
      media.playbackRate = rate()
    })
    listenToMedia(media, dispatch, { tick, loop })
  }
  onCleanup(() => {
    cancelAnimationFrame(frame)
    const media = element()
    media?.removeAttribute('src')
    media?.load()
  })
  return {
    state,
    element,
    attach,
    dispatch,
    onCommand: (runCommand: (command: PlaybackCommand) => void): void => {
      run = runCommand
    },
  }
}

type Media = ReturnType<typeof createMedia>

/** A new address for the same recording, at the same place. */
async function renewAddress({ state, dispatch }: Media, recording: Recording): Promise<void> {
  const atMs = placeMs(state())
  await recording.renew()
  const url = recording.url()
  if (recording.fault() || !url) dispatch({ is: 'stopped' })
  else dispatch({ is: 'loading', url, atMs })
}

/** Says why it does not play, or plays the copy of its sound instead. */
async function diagnose({ state, dispatch }: Media, recording: Recording): Promise<void> {
  const atMs = placeMs(state())
  const fault = await recording.diagnose()
  if (fault === 'unsupported' && recording.fallBackToCopy()) {
    dispatch({ is: 'fell-back', atMs })
    // A video gives way to an audio element, which loads the copy when it is attached.
    const url = recording.url()
    if (recording.view()?.kind === 'audio' && url) dispatch({ is: 'loading', url, atMs })
    return
  }
  recording.setFault(fault)
  dispatch({ is: 'stopped' })
}

/** Plays what the recording's address leads to; an address that expired is renewed at the same place. */
export function createPlayback(recording: Recording, onTick: (ms: number) => void) {
  const [rate, setRate] = createSignal(1)
  const { wait, begin: beginWait, end: endWait } = createWait()
  const media = createMedia(rate, onTick)
  const { state, element, dispatch } = media

  const start = async (): Promise<void> => {
    const target = element()
    if (!target) return
    target.playbackRate = rate()
    try {
      await target.play()
    } catch (error) {
      // A source that is replaced ends the play of the one before it; errors come as events.
      if (error instanceof DOMException && error.name === 'NotAllowedError') {
        dispatch({ is: 'stopped' })
      }
    }
  }
  const load = (target: HTMLMediaElement, url: string): void => {
    target.src = url
    target.load()
  }
  media.onCommand((command) => {
    const target = element()
    if (command.do === 'start') void start()
    else if (command.do === 'pause') target?.pause()
    else if (command.do === 'begin-wait') beginWait()
    else if (command.do === 'end-wait') endWait()
    else if (command.do === 'diagnose') void diagnose(media, recording)
    else if (command.do === 'renew-address') {
      beginWait()
      void renewAddress(media, recording)
    } else if (target && command.do === 'load') load(target, command.url)
    else if (target && command.do === 'seek') target.currentTime = command.ms / 1000
  })

  createEffect(
    on([element, recording.kind], ([target]) => {
      const url = recording.url()
      if (!target || !url || target.getAttribute('src')) return
      dispatch({ is: 'loading', url, atMs: placeMs(state()) })
    }),
  )
  createEffect(
    on([element, recording.soundUrl], ([target, url]) => {
      if (target && url) onCleanup(accompany(target, url))
    }),
  )

  const lengthMs = createMemo(() => state().lengthMs)
  // Browsers guess the length of some files from their first seconds; the server has read them to the end.
  const durationMs = (): number => recording.view()?.durationMs ?? lengthMs() ?? 0
  return {
    element,
    attach: media.attach,
    timeMs: createMemo(() => state().timeMs),
    durationMs,
    isPlaying: createMemo(() => state().isPlaying),
    wait,
    rate,
    setRate: (next: number): void => {
      setRate(next)
      const target = element()
      if (target) target.playbackRate = next
    },
    play: (): void => {
      const isBroken = recording.fault() !== undefined || Boolean(element()?.error)
      dispatch({ is: 'play-asked', needsAddress: isBroken || recording.isExpired() })
    },
    pause: (): void => dispatch({ is: 'stopped' }),
    seek: (ms: number): void =>
      dispatch({
        is: 'seek-asked',
        ms,
        durationMs: durationMs(),
        canSeek: (element()?.readyState ?? 0) >= haveMetadata && !recording.fault(),
        needsAddress: recording.isExpired(),
      }),
  }
}
