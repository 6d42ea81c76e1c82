import type { TenantTx } from '../../../db/tenant.ts'
import type { Locale } from '../../../plugins/engine/types.ts'

export interface PinnedScenario {
  id: string
  version: string
  defaultLanguage: Locale
}

/** Which scenarios a tenant can choose. */
export interface ScenarioCatalogue {
  /** The version asked for, or the newest; records its use in the tenant. Undefined when there is none. Throws `scenario_outdated`. */
  pin(tx: TenantTx, id: string, version?: string): Promise<PinnedScenario | undefined>
}

/** Uploads of recordings that are under way. */
export interface OpenUploads {
  /** Aborts all of a meeting's; a job removes what is stored of them. */
  abortAll(tx: TenantTx, meetingId: string): Promise<void>
}
