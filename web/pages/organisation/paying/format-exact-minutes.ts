import { formatNumber } from '../../../i18n/format.ts'
import { locale } from '../../../i18n/index.ts'

const secondsOfMinute = 60

/** `1,234:05`: minutes and seconds, exactly as billed; negative for a correction. */
export function formatExactMinutes(seconds: number): string {
  const whole = Math.abs(Math.round(seconds))
  const minutes = formatNumber(Math.floor(whole / secondsOfMinute), locale())
  const rest = String(whole % secondsOfMinute).padStart(2, '0')
  return `${seconds < 0 ? '−' : ''}${minutes}:${rest}`
}
