import type { ImportError } from '../../modules/transcription/import/index.ts'
import type { ReadOptions, ReadTranscript } from '../../modules/transcription/ports.ts'

/** One file for a thread. The bytes change hands: they are sent, and come back, without a copy. */
export interface ToParser extends ReadOptions {
  bytes: Uint8Array<ArrayBuffer>
}

export type FromParser =
  | { kind: 'read'; bytes: Uint8Array<ArrayBuffer>; transcript: ReadTranscript }
  | {
      kind: 'refused'
      fault: Pick<ImportError, 'code' | 'reason' | 'detail' | 'pointer' | 'expected'>
    }
  | { kind: 'broken'; message: string }
