import type { Services } from '../../platform/services.ts'
import type { Cursors } from '../../platform/cursors.ts'
import type { FileStore } from './ports.ts'

export interface TranscriptionDeps extends Services {
  files: FileStore
  cursors: Cursors
}
