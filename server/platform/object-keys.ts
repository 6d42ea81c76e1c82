/** Prefix of a tenant's objects in storage. Keys contain only ids, never names given by people. */
export const tenantPrefix = (tenantId: string): string => `tenants/${tenantId}/`

/** The tenant id in a key or key prefix; empty when there is none. */
export const tenantOfKey = (key: string): string => /^tenants\/([^/]+)\//.exec(key)?.[1] ?? ''

/** Prefix of a meeting's objects. */
export const meetingPrefix = (tenantId: string, meetingId: string): string =>
  `${tenantPrefix(tenantId)}meetings/${meetingId}/`
