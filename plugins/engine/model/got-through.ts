import type { ModelFault } from './port.ts'

/** Faults that concern one call: no whole answer came, also after several tries. */
export const unansweredFaults: ReadonlySet<string> = new Set<ModelFault['code']>([
  'model_cut',
  'model_garbage',
  'model_timeout',
])

/**
 * Whether a run's windows get through: one that does not, or that is refused, fails its own sections; none at all fails
 * the run.
 */
export interface GotThrough {
  answered(): void
  /** Throws the fault when nothing got through yet and so many did not: then it is not about one window. */
  unanswered(fault: ModelFault): void
  /** Throws the first fault when nothing got through at all. */
  requireOne(): void
}

export function watchWindows(enough: number): GotThrough {
  const faults: ModelFault[] = []
  let isThrough = false
  return {
    answered: () => void (isThrough = true),
    unanswered(fault) {
      faults.push(fault)
      if (!isThrough && faults.length >= enough) throw fault
    },
    requireOne() {
      const [first] = faults
      if (first && !isThrough) throw first
    },
  }
}
