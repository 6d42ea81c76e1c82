import { type FairGate, openFairGate } from '../server/platform/fair-gate.ts'

/** So many tenants' transactions may wait; a quarter of them of one tenant. */
const waitingAtMost = 4_000
/** As long as a query waits for a connection of the pool. */
const waitAtMostMs = 4_000

/**
 * Lets tenants take turns at a pool's connections: one gets half of them at most, however many requests of it wait for
 * each other's locks, and two stay for what is no tenant's, such as looking tenants up and relaying the outbox.
 */
export const openTurns = (connections: number): FairGate =>
  openFairGate({
    slots: Math.max(1, connections - 2),
    runningPerTenant: Math.max(1, Math.floor(connections / 2)),
    waitingAtMost,
    waitAtMostMs,
    what: { en: 'requests', ru: 'запросов' },
  })
