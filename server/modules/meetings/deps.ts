import type { Cursors } from '../../platform/cursors.ts'
import type { Services } from '../../../db/services.ts'
import type { ScenarioCatalogue } from './ports.ts'

export interface MeetingsDeps extends Services {
  cursors: Cursors
  scenarios: ScenarioCatalogue
}
