import { type FairGate, openFairGate } from '../server/platform/fair-gate.ts'

/** Limits for all tenants together; one tenant may use a quarter. The wait is as long as that for a connection. */
const waiting = {
  waitingAtMost: 4_000,
  waitAtMostMs: 4_000,
  what: { en: 'requests', ru: 'запросов' },
}
/** Single statements are pipelined on shared connections. */
const readsPerConnection = 10

export interface ConnectionGates {
  /** For transactions, each of which has its own connection. */
  transactions: FairGate
  /** For single statements. */
  reads: FairGate
}

/**
 * Shares a pool's connections fairly between tenants. One tenant gets at most half of them, even if its requests wait
 * for each other's locks. Two connections stay free for work outside tenant transactions, such as single statements and
 * the outbox.
 */
export const openConnectionGates = (connections: number): ConnectionGates => ({
  transactions: openFairGate({
    ...waiting,
    name: 'transactions',
    slots: Math.max(1, connections - 2),
    runningPerTenant: Math.max(1, Math.floor(connections / 2)),
  }),
  reads: openFairGate({
    ...waiting,
    name: 'statements',
    slots: connections * readsPerConnection,
    runningPerTenant: Math.ceil((connections * readsPerConnection) / 2),
  }),
})
