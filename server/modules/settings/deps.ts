import type { Services } from '../../platform/services.ts'
import type { ScenarioCatalogue } from '../meetings/index.ts'
import type { PictureMaker } from './ports.ts'

export interface SettingsDeps extends Services {
  packs: ScenarioCatalogue
  /** Null where the machine cannot read pictures. */
  pictures: PictureMaker | null
  /** What this process remembers of the organisation is read anew. */
  forgetTenant(tenantId: string): void
}
