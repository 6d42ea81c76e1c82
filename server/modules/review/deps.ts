import type { Services } from '../../../db/services.ts'
import type { Cursors } from '../../platform/cursors.ts'
import type { ItemJudge, Packs } from '../scenarios/index.ts'

export interface ReviewDeps extends Services {
  packs: Packs
  judge: ItemJudge
  cursors: Cursors
}
