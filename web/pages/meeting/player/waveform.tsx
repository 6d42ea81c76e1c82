import {
  createEffect,
  createMemo,
  createSignal,
  type JSX,
  onCleanup,
  onMount,
  Show,
} from 'solid-js'
import { wordClock } from '../../../i18n/format.ts'
import { t } from '../../../i18n/index.ts'
import { theme } from '../../../lib/theme.ts'
import { useMeeting } from '../meeting-context.ts'
import { stepMs } from './player.ts'
import { barCount, timeAt, waveformBars } from './waveform-bars.ts'

const barPx = 3
const gapPx = 2
const leapMs = 30_000

interface Size {
  width: number
  height: number
  density: number
}

function paint(
  canvas: HTMLCanvasElement,
  size: Size,
  bars: readonly number[],
  played: number,
): void {
  const context = canvas.getContext('2d')
  if (!context) return
  canvas.width = Math.round(size.width * size.density)
  canvas.height = Math.round(size.height * size.density)
  context.scale(size.density, size.density)
  const style = getComputedStyle(canvas)
  const colours = [style.getPropertyValue('--accent'), style.getPropertyValue('--line-strong')]
  for (const [at, share] of bars.entries()) {
    const height = Math.max(2, share * size.height)
    context.fillStyle = (at < played ? colours[0] : colours[1]) ?? ''
    context.beginPath()
    context.roundRect(at * (barPx + gapPx), (size.height - height) / 2, barPx, height, barPx / 2)
    context.fill()
  }
}

/** Changes when the page turns dark or light, by the system or by choice. */
function createShade(): () => unknown {
  const dark = matchMedia('(prefers-color-scheme: dark)')
  const [isDark, setDark] = createSignal(dark.matches)
  const follow = (): boolean => setDark(dark.matches)
  dark.addEventListener('change', follow)
  onCleanup(() => dark.removeEventListener('change', follow))
  return () => [isDark(), theme()]
}

function createSize(element: () => HTMLElement | undefined): () => Size {
  const [size, setSize] = createSignal<Size>({ width: 0, height: 0, density: 1 })
  const measure = (): void => {
    const box = element()
    if (!box) return
    setSize({ width: box.clientWidth, height: box.clientHeight, density: devicePixelRatio || 1 })
  }
  onMount(() => {
    const observer = new ResizeObserver(measure)
    const box = element()
    if (box) observer.observe(box)
    // Zoom changes the density and not always the size.
    window.addEventListener('resize', measure)
    onCleanup(() => {
      observer.disconnect()
      window.removeEventListener('resize', measure)
    })
  })
  return size
}

/** The wave is the slider: click, drag and keys move through the recording. */
export function Waveform(): JSX.Element {
  const { player } = useMeeting()
  const { playback, recording } = player
  let slider: HTMLDivElement | undefined
  let canvas: HTMLCanvasElement | undefined
  const size = createSize(() => slider)
  const shade = createShade()
  const [aimedMs, setAimedMs] = createSignal<number>()
  const [isDragging, setDragging] = createSignal(false)

  const bars = createMemo(() =>
    waveformBars(recording.view()?.peaks?.values ?? [], barCount(size().width, barPx, gapPx)),
  )
  const shownMs = (): number => (isDragging() ? (aimedMs() ?? 0) : playback.timeMs())
  const played = createMemo((): number =>
    playback.durationMs() > 0 ? Math.ceil((shownMs() / playback.durationMs()) * bars().length) : 0,
  )
  createEffect(() => {
    shade()
    if (canvas) paint(canvas, size(), bars(), played())
  })

  const aim = (event: PointerEvent): number => {
    const box = slider?.getBoundingClientRect()
    const ms = timeAt(event.clientX - (box?.left ?? 0), box?.width ?? 0, playback.durationMs())
    setAimedMs(ms)
    return ms
  }
  const letGo = (event: PointerEvent): void => {
    if (!isDragging()) return
    setDragging(false)
    player.seek(aim(event))
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const now = playback.timeMs()
    const targets: Record<string, number> = {
      ArrowLeft: now - stepMs,
      ArrowDown: now - stepMs,
      ArrowRight: now + stepMs,
      ArrowUp: now + stepMs,
      PageDown: now - leapMs,
      PageUp: now + leapMs,
      Home: 0,
      End: playback.durationMs(),
    }
    const target = targets[event.key]
    if (event.key === ' ') player.toggle()
    else if (target !== undefined) player.seek(target)
    else return
    event.preventDefault()
  }
  const place = (): string => {
    const name = player.speaker()?.name
    const time = t('player.place', {
      at: wordClock(shownMs()),
      length: wordClock(playback.durationMs()),
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
      aria-valuenow={Math.round(shownMs() / 1000)}
      aria-valuetext={place()}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        if (event.button !== 0 || !player.isReady()) return
        event.currentTarget.setPointerCapture(event.pointerId)
        setDragging(true)
        aim(event)
      }}
      onPointerMove={aim}
      onPointerUp={letGo}
      onPointerCancel={() => setDragging(false)}
      onPointerLeave={() => !isDragging() && setAimedMs()}
    >
      <canvas
        ref={(element) => {
          canvas = element
        }}
        aria-hidden="true"
      />
      <Show when={playback.durationMs() > 0 && aimedMs()}>
        {(ms) => (
          <span
            class="wave-aim figures"
            aria-hidden="true"
            style={{ left: `${(ms() / playback.durationMs()) * 100}%` }}
          >
            <span>{wordClock(ms())}</span>
          </span>
        )}
      </Show>
    </div>
  )
}
