import { tenantPrefix } from '../../platform/redis/open-redis.ts'

const dispatch = 'aam:{dispatch}'

/** Sorted set of the tenants that have work in a stage, in order of their turns. */
export const readyKey = (stage: string): string => `${dispatch}:ready:${stage}`
/** Sorted set of the tenants with unfinished jobs in a stage, by when maintenance is due (Redis clock, ms). */
export const trackedKey = (stage: string): string => `${dispatch}:care:${stage}`
/** Hash of the tenants with more than one turn in a row: how many each has. */
export const weightsKey = `${dispatch}:weights`
/** Hash of the turns in a row that are left to the tenants at the front. */
export const owedKey = (stage: string): string => `${dispatch}:owed:${stage}`
/** Counts turns, so that the order needs no clock. */
export const turnKey = `${dispatch}:turn`

/** Stream of a tenant's live events, the newest thousand. */
export const eventsKey = (tenantId: string): string => `${tenantPrefix(tenantId)}:events`
/** Announces which tenant's stream has grown. */
export const eventsChannel = 'aam:events'
