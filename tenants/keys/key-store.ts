/** A stored data key, encrypted under the master key. `nonce` and `wrapped` are base64. */
export interface WrappedKey {
  nonce: string
  wrapped: string
  createdAt: string
  /** Since when it no longer seals. */
  retiredAt?: string
  /** Since when no stored data is sealed by it. */
  emptiedAt?: string
}

/** A tenant's keys: the first seals, the others still open older data. */
export interface StoredKeys {
  version: 2
  keys: WrappedKey[]
}

/** Storage of wrapped tenant keys, outside the database and its backups. */
export interface KeyStore {
  /** Returns a tenant's keys; undefined when it has none. */
  find(tenantId: string): Promise<StoredKeys | undefined>
  /** Stores the first keys of a tenant; false when another process was faster. */
  create(tenantId: string, keys: StoredKeys): Promise<boolean>
  /** Replaces the keys atomically. The caller must prevent concurrent calls. */
  replace(tenantId: string, keys: StoredKeys): Promise<void>
}
