/** Less repetition than this can still be an answer. */
const minChars = 3_000
const longestPeriod = 400
const minTimes = 8

/** Whether a text ends in one stretch repeated over and over, white space included. */
export function repeatsItself(text: string): boolean {
  if (text.length < minChars) return false
  const probe = text.slice(-Math.min(40, longestPeriod))
  let period = 0
  for (let from = text.length - probe.length - 1; ;) {
    const at = text.lastIndexOf(probe, from)
    if (at === -1) return false
    period = text.length - probe.length - at
    if (period > longestPeriod) return false
    if (isPeriodic(text, period)) return true
    from = at - 1
  }
}

function isPeriodic(text: string, period: number): boolean {
  const least = text.length - Math.max(minChars, period * minTimes)
  if (least < 0) return false
  for (let at = text.length - 1; at >= least + period; at--) {
    if (text[at] !== text[at - period]) return false
  }
  return true
}
