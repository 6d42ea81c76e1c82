import type { ImportError } from '../../../plugins/importers/index.ts'
import type { ReadOptions, ReadTranscript } from '../../../plugins/importers/types.ts'
import type {
  AnswerFacts,
  ReadSpeech,
  SpeechDialect,
  SpeechError,
} from '../../modules/transcription/ports.ts'
import type { Blocks } from '../../platform/blocks.ts'

/** A transcript file, or a provider's answer, to read. Its blocks are transferred, not copied. */
export type ToParser = { blocks: Blocks } & (
  | ({ kind: 'file' } & ReadOptions)
  | { kind: 'answer'; dialect: SpeechDialect; facts: AnswerFacts | undefined }
)

/** What was read, and its bytes in one block, which is transferred back. */
export interface InHand<Read> {
  bytes: Uint8Array
  read: Read
}

export type FromParser =
  | ({ kind: 'read' } & InHand<ReadTranscript | ReadSpeech>)
  | {
      kind: 'refused'
      fault: Pick<ImportError, 'code' | 'reason' | 'detail' | 'pointer' | 'expected'>
    }
  | { kind: 'unreadable'; fault: Pick<SpeechError, 'code' | 'retryable' | 'message'> }
  | { kind: 'broken'; message: string }
