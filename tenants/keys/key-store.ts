/** A data key as it is kept: encrypted under the master key. All fields are base64. */
export interface WrappedKey {
  version: 1
  nonce: string
  wrapped: string
  createdAt: string
}

/** Where tenants' wrapped keys are kept, outside the database and its backups. */
export interface KeyStore {
  /** The key of a tenant; undefined when it has none. */
  find(tenantId: string): Promise<WrappedKey | undefined>
  /** Keeps a key for a tenant that has none; false when another process was faster. */
  create(tenantId: string, key: WrappedKey): Promise<boolean>
}
