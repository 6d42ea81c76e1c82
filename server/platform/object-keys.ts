/** Where everything of a meeting lies in object storage. Keys hold ids only, never a name that somebody gave. */
export const meetingPrefix = (tenantId: string, meetingId: string): string =>
  `tenants/${tenantId}/meetings/${meetingId}/`
