import type { Services } from '../../platform/services.ts'
import type { Packs } from './catalogue.ts'

export interface ScenarioDeps extends Services {
  packs: Packs
}
