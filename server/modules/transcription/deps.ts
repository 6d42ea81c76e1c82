import type { TenantTx } from '../../../db/tenant.ts'
import type { LoadedPack } from '../../../plugins/engine/index.ts'
import type { Services } from '../../../db/services.ts'
import type { Cursors } from '../../platform/cursors.ts'
import type {
  AnswerReader,
  FileStore,
  RecordingCutter,
  RecordingStore,
  SpeechProvider,
  TranscriptReader,
} from './ports.ts'

export interface TranscriptionDeps extends Services {
  files: FileStore
  reader: TranscriptReader
  cursors: Cursors
}

export interface TranscribeDeps extends TranscriptionDeps {
  files: FileStore & RecordingStore
  reader: TranscriptReader & AnswerReader
  /** Scenarios, which may have key terms. */
  packs: {
    find(
      tx: TenantTx,
      id: string,
      version: string,
    ): Promise<Pick<LoadedPack, 'manifest'> | undefined>
  }
  /** Null or undefined if the machine has no ffmpeg: recordings are sent unchanged. */
  cutter?: RecordingCutter | null
  /** Null if none is configured: meetings wait for one. */
  speech: SpeechProvider | null
  /** Returns the organisation's own provider, or null if it has none. */
  ownSpeech?: (tenantId: string) => Promise<SpeechProvider | null>
  /** The language to recognise unless the meeting sets one. */
  speechLanguage: 'meeting' | 'multi' | 'detect'
}
