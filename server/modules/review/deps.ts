import type { Services } from '../../platform/services.ts'
import type { Cursors } from '../../platform/cursors.ts'
import type { Packs } from '../scenarios/index.ts'

export interface ReviewDeps extends Services {
  packs: Packs
  cursors: Cursors
}
