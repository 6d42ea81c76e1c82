/** Pools of slots whose figures are shown: few, and none a tenant's. */
export const gateNames = [
  'transactions',
  'statements',
  'storage',
  'engine',
  'judge',
  'parser',
  'passwords',
  'password-strength',
  'large-requests',
  'storage-answers',
  'storage-uploads',
  'pictures',
] as const
export type GateName = (typeof gateNames)[number]

export interface GateFigures {
  slots: number
  running: number
  waiting: number
  /** Since the gate was opened. */
  refused: number
}

// A process may open several of one name, and forget them without a word.
const open = new Map<GateName, Set<WeakRef<GateFigures>>>()

export function noteGate(name: GateName, gate: GateFigures): void {
  const known = open.get(name) ?? new Set()
  open.set(name, known.add(new WeakRef(gate)))
}

/** What all gates of each name do now, of those names that there are. */
export function readGates(): [GateName, GateFigures][] {
  return [...open].map(([name, refs]) => {
    const sum: GateFigures = { slots: 0, running: 0, waiting: 0, refused: 0 }
    for (const ref of refs) {
      const gate = ref.deref()
      if (!gate) {
        refs.delete(ref)
        continue
      }
      sum.slots += gate.slots
      sum.running += gate.running
      sum.waiting += gate.waiting
      sum.refused += gate.refused
    }
    return [name, sum]
  })
}
