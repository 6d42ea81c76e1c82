import { createEffect, createMemo, createSignal, type JSX, Show } from 'solid-js'
import { formatClock } from '../../../i18n/format.ts'
import { t } from '../../../i18n/index.ts'
import { useMeeting } from '../meeting-context.ts'
import type { Player } from './player.ts'
import { seekTarget } from './seek-keys.ts'
import { barCount, timeAt, waveformBars } from './waveform-bars.ts'
import { barPx, createShade, createSize, gapPx, paint } from './waveform-canvas.ts'

/** Pointing at a time of the wave, and dragging the listener there. */
function createScrub({ playback, seek, isReady }: Player, slider: () => HTMLElement | undefined) {
  const [aimedMs, setAimedMs] = createSignal<number>()
  const [isDragging, setDragging] = createSignal(false)
  const aim = (event: PointerEvent): number => {
    const box = slider()?.getBoundingClientRect()
    const ms = timeAt(event.clientX - (box?.left ?? 0), box?.width ?? 0, playback.durationMs())
    setAimedMs(ms)
    return ms
  }
  return {
    aimedMs,
    aim,
    /** Where the listener is, or is being dragged to. */
    shownMs: (): number => (isDragging() ? (aimedMs() ?? 0) : playback.timeMs()),
    start: (event: PointerEvent & { currentTarget: HTMLElement }): void => {
      if (event.button !== 0 || !isReady()) return
      event.currentTarget.setPointerCapture(event.pointerId)
      setDragging(true)
      aim(event)
    },
    finish: (event: PointerEvent): void => {
      if (!isDragging()) return
      setDragging(false)
      seek(aim(event))
    },
    cancel: (): void => {
      setDragging(false)
    },
    leave: (): void => {
      if (!isDragging()) setAimedMs()
    },
  }
}

function Wave(props: { shownMs: number }): JSX.Element {
  const { playback, recording } = useMeeting().player
  let canvas: HTMLCanvasElement | undefined
  const size = createSize(() => canvas)
  const shade = createShade()
  const bars = createMemo(() =>
    waveformBars(recording.view()?.peaks?.values ?? [], barCount(size().width, barPx, gapPx)),
  )
  const played = createMemo((): number =>
    playback.durationMs() > 0
      ? Math.ceil((props.shownMs / playback.durationMs()) * bars().length)
      : 0,
  )
  createEffect(() => {
    shade()
    if (canvas) paint(canvas, size(), bars(), played())
  })
  return (
    <canvas
      ref={(element) => {
        canvas = element
      }}
      aria-hidden="true"
    />
  )
}

/** The wave is the slider: click, drag and keys move through the recording. */
export function Waveform(): JSX.Element {
  const { player } = useMeeting()
  const { playback } = player
  let slider: HTMLDivElement | undefined
  const scrub = createScrub(player, () => slider)
  const onKeyDown = (event: KeyboardEvent): void => {
    const target = seekTarget(event.key, playback.timeMs(), playback.durationMs())
    if (event.key === ' ') player.toggle()
    else if (target !== undefined) player.seek(target)
    else return
    event.preventDefault()
  }
  const place = (): string => {
    const name = player.speaker()?.name
    const time = t('player.place', {
      at: formatClock(scrub.shownMs()),
      length: formatClock(playback.durationMs()),
    })
    return name ? `${time}, ${name}` : time
  }
  return (
    <div
      ref={(element) => {
        slider = element
      }}
      class="wave"
      role="slider"
      tabindex="0"
      aria-label={t('player.seek')}
      aria-valuemin={0}
      aria-valuemax={Math.round(playback.durationMs() / 1000)}
      aria-valuenow={Math.round(scrub.shownMs() / 1000)}
      aria-valuetext={place()}
      onKeyDown={onKeyDown}
      onPointerDown={scrub.start}
      onPointerMove={scrub.aim}
      onPointerUp={scrub.finish}
      onPointerCancel={scrub.cancel}
      onPointerLeave={scrub.leave}
    >
      <Wave shownMs={scrub.shownMs()} />
      <Show when={playback.durationMs() > 0 && scrub.aimedMs()}>
        {(ms) => (
          <span
            class="wave-aim figures"
            aria-hidden="true"
            style={{ left: `${(ms() / playback.durationMs()) * 100}%` }}
          >
            <span>{formatClock(ms())}</span>
          </span>
        )}
      </Show>
    </div>
  )
}
