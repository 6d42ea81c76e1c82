import type { Services } from '../../../db/services.ts'
import type { MediaStore, MediaTools, Reach } from './ports.ts'

export interface UploadDeps extends Services {
  files: MediaStore
}

export interface MediaDeps extends UploadDeps {
  /** How a browser that loaded our pages from this origin reaches the storage. */
  reachFrom(origin: string): Reach
}

export interface IngestDeps extends UploadDeps {
  /** Null if the machine has no ffmpeg: recordings are transcribed without being probed. */
  mediaTools: MediaTools | null
}
