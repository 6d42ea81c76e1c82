import type { TenantTx } from '../../../db/tenant.ts'
import type { Locale } from '../../../plugins/engine/types.ts'

export interface PinnedScenario {
  id: string
  version: string
  defaultLanguage: Locale
}

/** Which scenarios a tenant can choose. */
export interface ScenarioCatalogue {
  /** The version asked for, or the newest; records its use in the tenant. Undefined when there is none. */
  pin(tx: TenantTx, id: string, version?: string): Promise<PinnedScenario | undefined>
}

/** Where the storage keeps what has arrived of an upload. */
export interface StoredUpload {
  objectKey: string
  storageUploadId: string
}

/** Uploads of recordings that are under way. */
export interface OpenUploads {
  /** Gives all of a meeting's up; what is stored of them is removed after the commit. */
  abortAll(tx: TenantTx, meetingId: string): Promise<StoredUpload[]>
  /** What it cannot remove now, the daily cleaning finds. */
  removeStored(uploads: StoredUpload[]): Promise<void>
}
