import { tenantPrefix } from '../../adapters/redis/open-redis.ts'

const dispatch = 'aam:{dispatch}'

/** Sorted set of the tenants that have work in a stage, by whose turn it is. */
export const readyKey = (stage: string): string => `${dispatch}:ready:${stage}`
/** Sorted set of the tenants with unfinished jobs in a stage, by when to look after them (Redis' clock, ms). */
export const careKey = (stage: string): string => `${dispatch}:care:${stage}`
/** Hash of the tenants that are served more often than others: how many turns each has in a row. */
export const weightsKey = `${dispatch}:weights`
/** Hash of what is left of the turns in a row of tenants that stand in front of the line. */
export const owedKey = (stage: string): string => `${dispatch}:owed:${stage}`
/** Counts turns, so that the order needs no clock. */
export const turnKey = `${dispatch}:turn`

/** Stream of a tenant's live events, the newest thousand. */
export const eventsKey = (tenantId: string): string => `${tenantPrefix(tenantId)}:events`
/** Says whose stream has grown. */
export const eventsChannel = 'aam:events'
