import type { TenantTx } from '../../../db/tenant.ts'
import type { Locale } from '../../../plugins/engine/types.ts'

export interface PinnedScenario {
  id: string
  version: string
  defaultLanguage: Locale
}

/** The scenarios that a tenant can choose. */
export interface ScenarioCatalogue {
  /**
   * Returns the requested version, or the newest, and records that the tenant uses it. Undefined when there is none.
   * Throws `scenario_outdated`.
   */
  pin(tx: TenantTx, id: string, version?: string): Promise<PinnedScenario | undefined>
}

/** Uploads of recordings that are not complete yet. */
export interface OpenUploads {
  /** Aborts all open uploads of a meeting; a job deletes their stored parts. */
  abortAll(tx: TenantTx, meetingId: string): Promise<void>
}
