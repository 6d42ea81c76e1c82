import type { PersonUses } from './ports.ts'
import type { Services } from '../../../db/services.ts'
import type { Cursors } from '../../platform/cursors.ts'

export interface DirectoryDeps extends Services {
  cursors: Cursors
  personUses: PersonUses
}
