/** Where everything of a tenant lies in object storage. Keys hold ids only, never a name that somebody gave. */
export const tenantPrefix = (tenantId: string): string => `tenants/${tenantId}/`

/** Whose a key, or a prefix of keys, is; empty for what is no tenant's. */
export const tenantOfKey = (key: string): string => /^tenants\/([^/]+)\//.exec(key)?.[1] ?? ''

/** Where everything of a meeting lies. */
export const meetingPrefix = (tenantId: string, meetingId: string): string =>
  `${tenantPrefix(tenantId)}meetings/${meetingId}/`
