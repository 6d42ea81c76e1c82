/** Gates with metrics: few, and none specific to a tenant. */
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

export interface GateStats {
  slots: number
  running: number
  waiting: number
  /** Rejected tasks since the gate was opened. */
  refused: number
}

// A process may open several gates of one name and drop them without closing, so references are weak.
const open = new Map<GateName, Set<WeakRef<GateStats>>>()

export function registerGate(name: GateName, gate: GateStats): void {
  const known = open.get(name) ?? new Set()
  open.set(name, known.add(new WeakRef(gate)))
}

/** Sums the current numbers of all open gates by name. */
export function readGateStats(): [GateName, GateStats][] {
  return [...open].map(([name, refs]) => {
    const sum: GateStats = { slots: 0, running: 0, waiting: 0, refused: 0 }
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
