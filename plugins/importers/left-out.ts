/** Formats `1 cue was left out`, `3 cues were left out`. */
export const leftOut = (count: number, noun: 'block' | 'cue' | 'line'): string =>
  count === 1 ? `1 ${noun} was left out` : `${count} ${noun}s were left out`
