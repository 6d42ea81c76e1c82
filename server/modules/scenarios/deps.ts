import type { Services } from '../../../db/services.ts'
import type { Packs } from './catalogue.ts'
import type { PackChecker } from './ports.ts'

export interface ScenarioDeps extends Services {
  packs: Packs
  checker: PackChecker
}
