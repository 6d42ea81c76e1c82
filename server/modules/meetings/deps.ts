import type { Services } from '../../platform/services.ts'
import type { ScenarioCatalogue } from './ports.ts'

export interface Cursors {
  sign(list: string, position: string[]): string
  read(list: string, cursor: string): string[] | null
}

export interface MeetingsDeps extends Services {
  cursors: Cursors
  scenarios: ScenarioCatalogue
}
