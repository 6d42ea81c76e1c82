import type { Services } from '../../../db/services.ts'
import type { TenantChanges } from '../../platform/tenant-changes.ts'
import type { ScenarioCatalogue } from '../meetings/index.ts'
import type { PictureMaker } from './ports.ts'

export interface SettingsDeps extends Services {
  packs: ScenarioCatalogue
  /** Null when this machine cannot process images. */
  pictures: PictureMaker | null
  tenantChanges: TenantChanges
}
