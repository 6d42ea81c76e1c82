import type { PlaybackEvent } from './playback-state.ts'

const haveFutureData = 3
const mediaErrDecode = 3

type Handlers = Partial<Record<keyof HTMLMediaElementEventMap, () => void>>

/** Reports what happens to a media element; `tick` reads its time, `loop` does so while it plays. */
export function listenToMedia(
  media: HTMLMediaElement,
  dispatch: (event: PlaybackEvent) => void,
  { tick, loop }: { tick: () => void; loop: () => void },
): void {
  const handlers: Handlers = {
    loadedmetadata: () => dispatch({ is: 'metadata', lengthMs: media.duration * 1000 }),
    playing: () => {
      dispatch({ is: 'playing' })
      loop()
    },
    pause: () => dispatch({ is: 'paused', isEnded: media.ended }),
    ended: () => {
      dispatch({ is: 'ended' })
      tick()
    },
    waiting: () => dispatch({ is: 'waiting' }),
    stalled: () => dispatch({ is: 'stalled', hasData: media.readyState >= haveFutureData }),
    canplay: () => dispatch({ is: 'ready' }),
    seeked: () => {
      dispatch({ is: 'ready' })
      loop()
    },
    timeupdate: tick,
    error: () => {
      if (!media.getAttribute('src')) return
      dispatch({ is: 'broke', isDamaged: media.error?.code === mediaErrDecode })
    },
  }
  for (const [name, handler] of Object.entries(handlers)) media.addEventListener(name, handler)
}
