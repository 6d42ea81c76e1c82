import type { ModelFault } from './port.ts'

/** Faults of a single call: no complete answer came, also after several tries. */
export const unansweredFaults: ReadonlySet<string> = new Set<ModelFault['code']>([
  'model_cut',
  'model_garbage',
  'model_timeout',
])

/** Whether a run's windows succeed: one that fails or is refused fails its own sections; if all do, the run fails. */
export interface GotThrough {
  answered(): void
  /** Throws the fault when many windows failed and none succeeded: then it is not about one window. */
  unanswered(fault: ModelFault): void
  /** Throws the first fault when no window succeeded. */
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
