import { createSignal, onCleanup, onMount } from 'solid-js'
import { theme } from '../../../lib/theme.ts'

export const barPx = 3
export const gapPx = 2

interface Size {
  width: number
  height: number
  density: number
}

export function paint(
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
export function createShade(): () => unknown {
  const dark = matchMedia('(prefers-color-scheme: dark)')
  const [isDark, setDark] = createSignal(dark.matches)
  const follow = (): boolean => setDark(dark.matches)
  dark.addEventListener('change', follow)
  onCleanup(() => dark.removeEventListener('change', follow))
  return () => [isDark(), theme()]
}

export function createSize(element: () => HTMLElement | undefined): () => Size {
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
