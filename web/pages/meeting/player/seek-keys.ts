import { stepMs } from './player-keys.ts'

const leapMs = 30_000

/** Where a key of the slider leads; undefined for keys that move nothing. */
export function seekTarget(key: string, nowMs: number, durationMs: number): number | undefined {
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowDown':
      return nowMs - stepMs
    case 'ArrowRight':
    case 'ArrowUp':
      return nowMs + stepMs
    case 'PageDown':
      return nowMs - leapMs
    case 'PageUp':
      return nowMs + leapMs
    case 'Home':
      return 0
    case 'End':
      return durationMs
    default:
      return undefined
  }
}
