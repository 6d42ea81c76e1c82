import type { ImportError } from '../../modules/transcription/import/index.ts'
import type { Blocks } from '../../platform/blocks.ts'
import type { ReadOptions, ReadTranscript } from '../../modules/transcription/ports.ts'

/** One file for a thread. Its blocks change hands without a copy, and come back as one. */
export interface ToParser extends ReadOptions {
  blocks: Blocks
}

export type FromParser =
  | { kind: 'read'; bytes: Uint8Array<ArrayBuffer>; transcript: ReadTranscript }
  | {
      kind: 'refused'
      fault: Pick<ImportError, 'code' | 'reason' | 'detail' | 'pointer' | 'expected'>
    }
  | { kind: 'broken'; message: string }
