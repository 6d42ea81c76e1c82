/** The same choices for the same seed. */
export interface Random {
  /** An integer from 0 up to, but not including, `bound`. */
  upTo(bound: number): number
  chance(share: number): boolean
  oneOf<T>(all: readonly T[]): T
}

/** Mulberry32: good enough to choose moments. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return {
    upTo: (bound) => Math.floor(next() * bound),
    chance: (share) => next() < share,
    oneOf: (all) => {
      const chosen = all[Math.floor(next() * all.length)]
      if (chosen === undefined) throw new Error('there is nothing to choose from')
      return chosen
    },
  }
}
