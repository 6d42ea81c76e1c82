/** One level for each 100 ms. */
const frameMs = 100
/** Pauses are searched for in the last third of a piece. */
const searchedShare = 1 / 3
/** A pause of this length is a better place to cut than a gap between two sounds. */
const pauseFrames = 5

/**
 * Chooses where to cut a recording so that no piece is longer than `maxMs`; each cut is at the quietest moment in the
 * last part of a piece. `levels` are decibels below full scale, the loudest of all channels for each 100 ms.
 */
export function chooseCuts(levels: Uint8Array, maxMs: number): number[] {
  const maxFrames = Math.max(2, Math.floor(maxMs / frameMs))
  const cuts: number[] = []
  let from = 0
  while (levels.length - from > maxFrames) {
    const earliest = from + Math.max(1, Math.floor(maxFrames * (1 - searchedShare)))
    from = quietest(levels, earliest, from + maxFrames)
    cuts.push(from * frameMs)
  }
  return cuts
}

function quietest(levels: Uint8Array, from: number, to: number): number {
  let best = to
  let highest = -1
  for (let at = from; at <= to; at++) {
    let sum = 0
    for (let near = -pauseFrames; near <= pauseFrames; near++) sum += levels[at + near] ?? 0
    // The latest of equal places: fewer pieces.
    if (sum >= highest) {
      highest = sum
      best = at
    }
  }
  return best
}
