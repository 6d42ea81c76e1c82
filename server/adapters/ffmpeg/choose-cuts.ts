/** Levels come for each 100 ms. */
const frameMs = 100
/** A pause is looked for in the last third of a piece. */
const searchedShare = 1 / 3
/** The middle of so much quiet is a better place than a gap between two sounds. */
const pauseFrames = 5

/**
 * Where to cut a recording so that no piece is longer than `mostMs`, each in the quietest moment there is in the last part
 * of a piece. `levels` are decibels below full scale, the loudest of all channels for each 100 ms.
 */
export function chooseCuts(levels: Uint8Array, mostMs: number): number[] {
  const most = Math.max(2, Math.floor(mostMs / frameMs))
  const cuts: number[] = []
  let from = 0
  while (levels.length - from > most) {
    const earliest = from + Math.max(1, Math.floor(most * (1 - searchedShare)))
    from = quietest(levels, earliest, from + most)
    cuts.push(from * frameMs)
  }
  return cuts
}

function quietest(levels: Uint8Array, from: number, to: number): number {
  let best = to
  let most = -1
  for (let at = from; at <= to; at++) {
    let sum = 0
    for (let near = -pauseFrames; near <= pauseFrames; near++) sum += levels[at + near] ?? 0
    // The latest of equals: fewer pieces.
    if (sum >= most) {
      most = sum
      best = at
    }
  }
  return best
}
