/** Where everything of a tenant lies in object storage. Keys hold ids only, never a name that somebody gave. */
export const tenantPrefix = (tenantId: string): string => `tenants/${tenantId}/`

/** Where everything of a meeting lies. */
export const meetingPrefix = (tenantId: string, meetingId: string): string =>
  `${tenantPrefix(tenantId)}meetings/${meetingId}/`
