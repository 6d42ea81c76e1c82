import { type FairGate, openFairGate } from '../server/platform/fair-gate.ts'

/** So many of all tenants may wait; a quarter of them of one tenant, and as long as a query waits for a connection. */
const waiting = {
  waitingAtMost: 4_000,
  waitAtMostMs: 4_000,
  what: { en: 'requests', ru: 'запросов' },
}
/** Statements by themselves share connections, one behind the other. */
const readsPerConnection = 10

export interface Turns {
  /** For transactions: each has a connection of its own. */
  transactions: FairGate
  /** For single statements. */
  reads: FairGate
}

/**
 * Lets tenants take turns at a pool's connections: one gets half of them at most, however many requests of it wait for
 * each other's locks, and two stay for what is no transaction of a tenant, such as single statements and the outbox.
 */
export const openTurns = (connections: number): Turns => ({
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
