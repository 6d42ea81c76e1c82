/** Where files are kept; keys start with `tenants/<id>/`. */
export interface FileStore {
  put(key: string, bytes: Uint8Array, options: { contentType: string }): Promise<unknown>
  deletePrefix(prefix: string): Promise<unknown>
}

export const meetingPrefix = (tenantId: string, meetingId: string): string =>
  `tenants/${tenantId}/meetings/${meetingId}/`
