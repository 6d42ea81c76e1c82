/** A data key as it is kept: encrypted under the master key. `nonce` and `wrapped` are base64. */
export interface WrappedKey {
  nonce: string
  wrapped: string
  createdAt: string
  /** Since when nothing is sealed by it any more. */
  retiredAt?: string
  /** Since when nothing that is stored was sealed by it. */
  emptiedAt?: string
}

/** The keys of one tenant: the first seals, the others still open what they sealed. */
export interface StoredKeys {
  version: 2
  keys: WrappedKey[]
}

/** Where tenants' wrapped keys are kept, outside the database and its backups. */
export interface KeyStore {
  /** The keys of a tenant; undefined when it has none. */
  find(tenantId: string): Promise<StoredKeys | undefined>
  /** Keeps the keys of a tenant that has none; false when another process was faster. */
  create(tenantId: string, keys: StoredKeys): Promise<boolean>
  /** Puts others in their place, all or nothing. Whoever calls it sees to it that nobody else does at the same time. */
  replace(tenantId: string, keys: StoredKeys): Promise<void>
}
